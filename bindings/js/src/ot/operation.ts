import { InterviewError } from '../errors.js';
import { Kind, type Part, PartList, PartReader } from './parts.js';
import { Text } from './text.js';

export type { Part };

/** Where an insertion goes when both operations insert at one place. */
export type Side = 'left' | 'right';

/** The longest document there can be, in UTF-16 code units. */
export const kMaxLength = 2 ** 30 - 1;

/**
 * A change of a text: its parts cover the whole document, from its beginning to its end. Immutable, and always
 * canonical: neighbours of one kind merged, no part of length zero, an insertion before a deletion at the same
 * place. So equal changes have equal parts. Positions and lengths are UTF-16 code units.
 *
 * For every text s and operations that fit: b(a(s)) = a.compose(b)(s); and
 * a.compose(b.transform(a, x)) = b.compose(a.transform(b, y)) with opposite sides x and y.
 */
export class Operation {
  static readonly empty = new Operation([], 0, 0);

  readonly parts: readonly Part[];
  /** Of the document it applies to. */
  readonly baseLength: number;
  /** Of the document it makes. */
  readonly targetLength: number;

  /** @internal Parts that are canonical, and their lengths. */
  constructor(parts: readonly Part[], baseLength: number, targetLength: number) {
    this.parts = parts;
    this.baseLength = baseLength;
    this.targetLength = targetLength;
  }

  /** Changes nothing in a document of that length. */
  static identity(length: number): Operation {
    return length === 0 ? Operation.empty : new Operation([length], length, length);
  }

  /**
   * Reads parts as they travel. Throws `op_malformed` if they are not canonical, `bad_text` for a lone surrogate,
   * `op_carriage_return`; repairs nothing.
   */
  static fromParts(parts: readonly Part[]): Operation {
    return Operation.read(parts);
  }

  /** The same of JSON that may be anything. */
  static read(parts: unknown): Operation {
    if (!Array.isArray(parts)) throw malformed();
    let base = 0;
    let target = 0;
    let before = 0; // kind of the part before: 1 retain, 2 insert, 3 erase
    for (const part of parts as unknown[]) {
      let kind: number;
      if (typeof part === 'string') {
        kind = 2;
        if (before === 3) throw malformed();
        checkInserted(part);
        target += part.length;
        if (part.length === 0) throw malformed();
      } else if (typeof part === 'number' && Number.isInteger(part) && part !== 0) {
        kind = part > 0 ? 1 : 3;
        if (Math.max(base, target) + Math.abs(part) > kMaxLength) throw malformed();
        base += Math.abs(part);
        if (part > 0) target += part;
      } else {
        throw malformed();
      }
      if (kind === before || target > kMaxLength) throw malformed();
      before = kind;
    }
    return new Operation(parts.slice(), base, target);
  }

  /** Replaces `erased` units at `position` of a document of `length` by `inserted`. Throws `op_out_of_range`. */
  static splice(length: number, position: number, erased: number, inserted: string): Operation {
    const fits = position >= 0 && erased >= 0 && position + erased <= length;
    if (!fits) throw new InterviewError('op_out_of_range', `the document has ${length} units`);
    const after = length - position - erased;
    const parts: Part[] = [];
    if (inserted.length + erased === 0) return Operation.identity(length);
    if (position > 0) parts.push(position);
    if (inserted.length > 0) parts.push(inserted);
    if (erased > 0) parts.push(-erased);
    if (after > 0) parts.push(after);
    return new Operation(parts, length, length - erased + inserted.length);
  }

  static builder(): OperationBuilder {
    return new OperationBuilder();
  }

  isNoop(): boolean {
    return this.parts.length === 0 || (this.parts.length === 1 && isRetain(this.parts[0]));
  }

  equals(other: Operation): boolean {
    return (
      this.parts.length === other.parts.length &&
      this.parts.every((part, index) => part === other.parts[index])
    );
  }

  /** All inserted text, in order. */
  inserted(): string {
    let text = '';
    for (const part of this.parts) if (typeof part === 'string') text += part;
    return text;
  }

  /**
   * Throws if it may not be applied to `text`: `op_out_of_range`, `document_too_big` (would pass `maxLength`),
   * `op_splits_pair`, `bad_text`, `op_carriage_return`.
   */
  check(text: Text, maxLength: number = kMaxLength): void {
    if (this.baseLength !== text.length) {
      const why = `operation covers ${this.baseLength} units of a document of ${text.length}`;
      throw new InterviewError('op_out_of_range', why);
    }
    if (this.targetLength > maxLength && this.targetLength > this.baseLength)
      throw new InterviewError('document_too_big', `document would pass its limit of ${maxLength} units`);
    const splits = text.pairSplitter();
    let position = 0;
    for (const part of this.parts) {
      // Where a part begins, the text is cut; the last one ends with the document.
      if (splits(position)) throw new InterviewError('op_splits_pair', 'operation splits a surrogate pair');
      if (typeof part === 'number') position += Math.abs(part);
    }
    for (const part of this.parts) if (typeof part === 'string') checkInserted(part);
  }

  /** `text` after it. Throws `op_out_of_range`, `op_splits_pair`. */
  apply(text: string): string {
    const before = Text.from(text);
    this.check(before);
    return before.apply(this).text.toString();
  }

  /** One operation that does what this and then `next` do. Throws `op_out_of_range` if they do not fit. */
  compose(next: Operation): Operation {
    if (this.targetLength !== next.baseLength) throw unfit('compose', this.targetLength, next.baseLength);
    const composed = new OperationBuilder();
    const a = new PartReader(this.parts);
    const b = new PartReader(next.parts);
    for (;;) {
      // What the first erased and what the second inserts have no counterpart in the other.
      if (a.kind === Kind.erase) {
        composed.erase(a.left);
        a.skip(a.left);
      } else if (b.kind === Kind.insert) {
        composed.insert(b.take(b.left));
      } else if (a.kind === Kind.end || b.kind === Kind.end) {
        break;
      } else {
        const length = Math.min(a.left, b.left);
        if (a.kind === Kind.insert) {
          const text = a.take(length);
          if (b.kind === Kind.retain) composed.insert(text);
        } else {
          a.skip(length);
          if (b.kind === Kind.retain) composed.retain(length);
          else composed.erase(length);
        }
        b.skip(length);
      }
    }
    return composed.done();
  }

  /** What takes it back, given the text that it applies to. Throws `op_out_of_range`. */
  invert(base: string): Operation {
    if (base.length !== this.baseLength) throw unfit('invert', this.baseLength, base.length);
    let erased = '';
    let position = 0;
    for (const part of this.parts) {
      if (typeof part === 'string') continue;
      if (part < 0) erased += base.slice(position, position - part);
      position += Math.abs(part);
    }
    return this.invertErased(erased);
  }

  /** The same, given what it erased, in order (of Text.apply). */
  invertErased(erased: string): Operation {
    const inverse = new OperationBuilder();
    let at = 0;
    for (const part of this.parts) {
      if (typeof part === 'string') {
        inverse.erase(part.length);
      } else if (part > 0) {
        inverse.retain(part);
      } else {
        inverse.insert(erased.slice(at, at - part));
        at -= part;
      }
    }
    return inverse.done();
  }

  /**
   * This operation, rewritten to apply after `other`, which applies to the same text. When both insert at one
   * place, `side` says whether what this one inserts stands left or right. Throws `op_out_of_range`.
   */
  transform(other: Operation, side: Side): Operation {
    if (this.baseLength !== other.baseLength) throw unfit('transform', this.baseLength, other.baseLength);
    const transformed = new OperationBuilder();
    const a = new PartReader(this.parts);
    const b = new PartReader(other.parts);
    for (;;) {
      if (a.kind === Kind.insert && (side === 'left' || b.kind !== Kind.insert)) {
        transformed.insert(a.take(a.left));
      } else if (b.kind === Kind.insert) {
        transformed.retain(b.left);
        b.skip(b.left);
      } else if (a.kind === Kind.end || b.kind === Kind.end) {
        break;
      } else {
        const length = Math.min(a.left, b.left);
        if (b.kind === Kind.retain) {
          if (a.kind === Kind.retain) transformed.retain(length);
          else transformed.erase(length);
        }
        a.skip(length);
        b.skip(length);
      }
    }
    return transformed.done();
  }

  /** Where `position` is after it. An insertion exactly there pushes it right with side 'right'. */
  transformPosition(position: number, side: Side): number {
    let before = 0; // the same place in the text before and after the operation
    let after = 0;
    for (const part of this.parts) {
      if (typeof part === 'string') {
        if (before === position && side === 'left') return after;
        after += part.length;
      } else if (part > 0) {
        if (position < before + part) return after + (position - before);
        before += part;
        after += part;
      } else {
        if (position < before - part) return after;
        before -= part;
      }
    }
    return after + (position - before);
  }

  toJSON(): readonly Part[] {
    return this.parts;
  }
}

/** Builds an operation from left to right. Zero lengths are ignored, canonical order is kept. */
export class OperationBuilder extends PartList {
  /** The operation; the builder is not to be used after that. */
  done(): Operation {
    return new Operation(this.parts, this.baseLength, this.targetLength);
  }
}

function isRetain(part: Part | undefined): boolean {
  return typeof part === 'number' && part > 0;
}

function checkInserted(text: string): void {
  if (!text.isWellFormed()) throw new InterviewError('bad_text', 'operation inserts a lone surrogate');
  if (text.includes('\r'))
    throw new InterviewError('op_carriage_return', 'operation inserts a carriage return');
}

function malformed(): InterviewError {
  return new InterviewError('op_malformed', 'operation is not canonical');
}

function unfit(what: string, length: number, other: number): InterviewError {
  return new InterviewError('op_out_of_range', `${what}: ${length} units do not fit ${other}`);
}
