import type { Change } from './model_edits.js';

// A pause that ends what is undone as one.
const kPauseMs = 1000;

/**
 * Which edits are undone together: a word that is typed in one go, or a run of deletions, as editors do. Tells
 * of each edit whether it goes on with the one before.
 */
export class Typing {
  readonly #now: () => number;
  #kind: 'typed' | 'deleted' | null = null;
  #at = 0;
  #next = 0; // where the next unit would be typed, or deleted
  #ended = false; // with a blank: the next word is another step

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whatever comes next is a step of its own. */
  stop(): void {
    this.#kind = null;
  }

  goesOn(changes: readonly Change[]): boolean {
    const change = changes[0];
    if (!change || changes.length > 1) {
      this.stop();
      return false;
    }
    const { rangeOffset, rangeLength, text } = change;
    const now = this.#now();
    const kind = rangeLength === 0 && isTyped(text) ? 'typed' : text === '' ? 'deleted' : null;
    const blank = /\s$/.test(text);
    const inTime = this.#kind !== null && kind === this.#kind && now - this.#at < kPauseMs;
    const inPlace =
      kind === 'typed'
        ? rangeOffset === this.#next
        : rangeOffset === this.#next || rangeOffset + rangeLength === this.#next;
    const goesOn = inTime && inPlace && !(kind === 'typed' && this.#ended && !blank) && !text.includes('\n');
    this.#kind = kind;
    this.#at = now;
    this.#next = rangeOffset + text.length;
    this.#ended = blank;
    return goesOn;
  }
}

// One character, of whatever length; a longer text was pasted or completed.
function isTyped(text: string): boolean {
  return text.length > 0 && [...text].length === 1;
}
