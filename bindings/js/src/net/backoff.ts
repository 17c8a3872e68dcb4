/**
 * How long to wait before the next attempt: doubled with every one, less up to a half by chance, so that clients
 * which lost one server at one moment do not come back at one moment. In ms.
 */
export class Backoff {
  readonly #first: number;
  readonly #longest: number;
  readonly #random: (count: number) => Uint8Array;
  #next: number;

  /** `random`: unpredictable bytes. */
  constructor(firstMs: number, longestMs: number, random: (count: number) => Uint8Array) {
    this.#first = firstMs;
    this.#longest = longestMs;
    this.#random = random;
    this.#next = firstMs;
  }

  nextMs(): number {
    const delay = Math.min(this.#next, this.#longest);
    this.#next = delay * 2;
    const chance = this.#random(4).reduce((sum, byte) => sum * 256 + byte, 0) / 2 ** 32;
    return Math.round(delay - (delay / 2) * chance);
  }

  reset(): void {
    this.#next = this.#first;
  }
}
