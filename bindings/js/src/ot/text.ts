import type { Operation } from './operation.js';

// Two neighbours together are longer than that, so a document of a million units has a few hundred pieces.
const kPiece = 4096;

export function isHighSurrogate(unit: number): boolean {
  return (unit & 0xfc00) === 0xd800;
}
export function isLowSurrogate(unit: number): boolean {
  return (unit & 0xfc00) === 0xdc00;
}

/**
 * The text of a document, in pieces: an immutable value that shares what an edit leaves alone with the one
 * before it, so that a keystroke copies a piece and not the document. Positions are UTF-16 code units.
 */
export class Text {
  static readonly empty = new Text([], 0);

  readonly length: number;
  readonly #pieces: readonly string[];
  #whole: string | null = null;

  private constructor(pieces: readonly string[], length: number) {
    this.#pieces = pieces;
    this.length = length;
  }

  static from(text: string): Text {
    const writer = new PieceWriter();
    writer.add(text);
    return new Text(writer.pieces, text.length);
  }

  /** All of it, put together when it is asked for first. */
  toString(): string {
    this.#whole ??= this.#pieces.join('');
    return this.#whole;
  }

  /** From `position`, which is in it, up to `end`. */
  slice(position: number, end: number): string {
    return new PieceReader(this.#pieces).skip(position).take(Math.min(end, this.length) - position);
  }

  /** Whether a position lies between the two halves of a surrogate pair; for positions that do not fall. */
  pairSplitter(): (position: number) => boolean {
    const reader = new PieceReader(this.#pieces);
    let at = 0;
    let before = 0;
    return (position) => {
      if (position <= 0 || position >= this.length) return false;
      if (position > at) {
        reader.skip(position - 1 - at);
        before = reader.unit();
        reader.skip(1);
        at = position;
      }
      return isHighSurrogate(before) && isLowSurrogate(reader.unit());
    };
  }

  /** The text after an operation that fits, and what it erased, in order. */
  apply(operation: Operation): { text: Text; erased: string } {
    const reader = new PieceReader(this.#pieces);
    const writer = new PieceWriter();
    let erased = '';
    for (const part of operation.parts) {
      if (typeof part === 'string') writer.add(part);
      else if (part > 0) reader.copy(part, writer);
      else erased += reader.take(-part);
    }
    return { text: new Text(writer.pieces, operation.targetLength), erased };
  }
}

class PieceWriter {
  readonly pieces: string[] = [];

  add(text: string): void {
    if (text.length === 0) return;
    const last = this.pieces.length - 1;
    const tail = this.pieces[last];
    if (tail !== undefined && tail.length + text.length <= kPiece) {
      this.pieces[last] = tail + text;
      return;
    }
    for (let at = 0; at < text.length; at += kPiece) this.pieces.push(text.slice(at, at + kPiece));
  }
}

/** Reads pieces from the first to the last. Nobody asks for more than there is. */
class PieceReader {
  readonly #pieces: readonly string[];
  #index = 0;
  #offset = 0;

  constructor(pieces: readonly string[]) {
    this.#pieces = pieces;
  }

  unit(): number {
    return this.#pieces[this.#index]?.charCodeAt(this.#offset) ?? 0;
  }

  skip(length: number): this {
    this.#walk(length, () => {});
    return this;
  }

  take(length: number): string {
    let taken = '';
    this.#walk(length, (text) => {
      taken += text;
    });
    return taken;
  }

  copy(length: number, writer: PieceWriter): void {
    this.#walk(length, (text) => writer.add(text));
  }

  #walk(length: number, visit: (text: string) => void): void {
    let left = length;
    while (left > 0) {
      const piece = this.#pieces[this.#index];
      if (piece === undefined) throw new RangeError('beyond the end of the text');
      const here = Math.min(left, piece.length - this.#offset);
      if (here > 0) visit(here === piece.length ? piece : piece.slice(this.#offset, this.#offset + here));
      left -= here;
      this.#offset += here;
      if (this.#offset === piece.length) {
        this.#index += 1;
        this.#offset = 0;
      }
    }
  }
}
