import type { LiveOptions } from './live_options.js';
import { renewAfterMs, tokenExpiry } from './token_life.js';

/** A token, and the asking for another one before it runs out. */
export class Renewal {
  readonly #options: Required<LiveOptions>;
  readonly #ask: () => void;
  #token: string;
  #expiresAt: number; // ms; 0: not known
  #cancel: () => void = () => {};

  constructor(token: string, options: Required<LiveOptions>, ask: () => void) {
    this.#options = options;
    this.#ask = ask;
    this.#token = token;
    this.#expiresAt = tokenExpiry(token) ?? 0;
  }

  get token(): string {
    return this.#token;
  }

  /** `expiresAt`: ms since 1970, for a token that does not say it itself; 0: not known. */
  take(token: string, expiresAt = 0): void {
    this.#token = token;
    this.#expiresAt = tokenExpiry(token) ?? expiresAt;
  }

  /** Asks in time, again and again, until stop(). */
  plan(): void {
    this.#cancel();
    if (this.#expiresAt === 0) return;
    const { setTimer, now } = this.#options;
    this.#cancel = setTimer(
      () => {
        this.#ask();
        this.plan();
      },
      renewAfterMs(this.#expiresAt, now()),
    );
  }

  stop(): void {
    this.#cancel();
  }
}
