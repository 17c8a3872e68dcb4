/** Of an operation: units to keep (above 0), to erase (below 0), or the text to insert. */
export type Part = number | string;

/** Canonical parts, and the lengths of the texts before and after them; built from left to right. */
export class PartList {
  readonly parts: Part[] = [];
  baseLength = 0;
  targetLength = 0;

  retain(length: number): this {
    if (length === 0) return this;
    const last = this.parts.length - 1;
    const before = this.parts[last];
    if (typeof before === 'number' && before > 0) this.parts[last] = before + length;
    else this.parts.push(length);
    this.baseLength += length;
    this.targetLength += length;
    return this;
  }

  insert(text: string): this {
    if (text.length === 0) return this;
    this.targetLength += text.length;
    const { parts } = this;
    const last = parts.length - 1;
    const before = parts[last];
    if (typeof before === 'string') {
      parts[last] = before + text;
    } else if (before !== undefined && before < 0) {
      const earlier = parts[last - 1];
      if (typeof earlier === 'string') parts[last - 1] = earlier + text;
      else parts.splice(last, 0, text);
    } else {
      parts.push(text);
    }
    return this;
  }

  erase(length: number): this {
    if (length === 0) return this;
    const last = this.parts.length - 1;
    const before = this.parts[last];
    if (typeof before === 'number' && before < 0) this.parts[last] = before - length;
    else this.parts.push(-length);
    this.baseLength += length;
    return this;
  }
}

export const Kind = { end: 0, retain: 1, insert: 2, erase: 3 } as const;

/** Reads the parts of an operation in pieces as long as both sides of a walk allow. */
export class PartReader {
  kind: number = Kind.end;
  left = 0;
  readonly #parts: readonly Part[];
  #index = -1;
  #text = '';

  constructor(parts: readonly Part[]) {
    this.#parts = parts;
    this.#load();
  }

  skip(length: number): void {
    this.left -= length;
    if (this.left === 0) this.#load();
  }

  /** The next `length` units of the insertion that the reader is at. */
  take(length: number): string {
    const at = this.#text.length - this.left;
    const taken = length === this.#text.length ? this.#text : this.#text.slice(at, at + length);
    this.skip(length);
    return taken;
  }

  #load(): void {
    this.#index += 1;
    const part = this.#parts[this.#index];
    if (part === undefined) {
      this.kind = Kind.end;
      this.left = 0;
    } else if (typeof part === 'string') {
      this.kind = Kind.insert;
      this.left = part.length;
      this.#text = part;
    } else {
      this.kind = part > 0 ? Kind.retain : Kind.erase;
      this.left = Math.abs(part);
    }
  }
}
