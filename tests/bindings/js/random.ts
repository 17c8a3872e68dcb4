// Seeded randomness: the seed is printed by every test that uses it, and taken from INTERVIEW_TEST_SEED.
import type { Part } from '../../../bindings/js/src/index.js';

const kCharacters = [
  'a',
  'b',
  'c',
  ' ',
  '\n',
  '(',
  'é',
  '中',
  '😀',
  '🚀',
  '\u{1F468}\u200D\u{1F4BB}',
  '\u0001',
  '"',
  '\\',
];

export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 32 bits (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let x = this.#state;
    x = Math.imul(x ^ (x >>> 15), x | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return (x ^ (x >>> 14)) >>> 0;
  }
  /** In [0, bound); 0 if bound is 0. */
  below(bound: number): number {
    return bound === 0 ? 0 : this.next() % bound;
  }
  /** In [low, high]. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }
  chance(p: number): boolean {
    return this.next() / 2 ** 32 < p;
  }
  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  }
  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.below(256));
  }
  /** Up to `longest` characters, astral ones among them; never a lone surrogate. */
  text(longest: number): string {
    let text = '';
    for (let left = this.below(longest + 1); left > 0; left -= 1) text += this.pick(kCharacters);
    return text;
  }

  /** Canonical parts that fit a text and split no pair. */
  parts(text: string): Part[] {
    const parts: Part[] = [];
    let at = 0;
    let last = '';
    const push = (kind: string, part: Part) => {
      const size = typeof part === 'string' ? part.length : Math.abs(part);
      if (size === 0) return;
      const before = parts[parts.length - 1];
      if (kind === last && before !== undefined)
        parts[parts.length - 1] = typeof part === 'string' ? before + part : (before as number) + part;
      else parts.push(part);
      last = kind;
    };
    const whole = (wanted: number) => {
      let end = Math.min(text.length, at + wanted);
      if (/^[\uDC00-\uDFFF]/.test(text.slice(end)) && /[\uD800-\uDBFF]$/.test(text.slice(0, end))) end += 1;
      return end - at;
    };
    for (let changes = this.chance(0.7) ? 1 : this.below(6); changes > 0; changes -= 1) {
      const kept = whole(this.below(text.length - at + 1));
      push('retain', kept);
      at += kept;
      if (last !== 'erase' && this.chance(0.6)) push('insert', this.text(4));
      if (this.chance(0.5)) {
        const erased = whole(this.below(5));
        push('erase', -erased);
        at += erased;
      }
    }
    push('retain', text.length - at);
    return parts;
  }
}

/** The seed of this run. Print it. */
export function testSeed(): number {
  const given = process.env['INTERVIEW_TEST_SEED'];
  return given ? Number(given) : Math.floor(Math.random() * 2 ** 31);
}

/** How many cases a property test runs; INTERVIEW_TEST_CASES overrides. */
export function testCases(usual: number): number {
  return Number(process.env['INTERVIEW_TEST_CASES'] ?? usual);
}
