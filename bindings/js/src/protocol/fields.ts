import { type Errc, InterviewError } from '../errors.js';

export const kMost32 = 2 ** 32 - 1;

/** Reads the fields of JSON that may be anything. Throws `bad_message` for what is not as it has to be. */
export class Fields {
  readonly #object: Readonly<Record<string, unknown>>;

  constructor(value: unknown) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad('not an object');
    this.#object = value as Record<string, unknown>;
  }

  has(name: string): boolean {
    return this.#object[name] !== undefined;
  }

  /** Any value, but it has to be there. */
  any(name: string): unknown {
    const value = this.#object[name];
    if (value === undefined) throw bad(`field '${name}' is missing`);
    return value;
  }

  /** A whole number from 0 on. */
  number(name: string, most: number = Number.MAX_SAFE_INTEGER): number {
    const value = this.any(name);
    if (!isCount(value, most)) throw bad(`field '${name}' is not a number in its range`);
    return value;
  }

  /** The number of a person, a document, a run or a connection. */
  id(name: string): number {
    return this.number(name, kMost32);
  }

  /** Between -most - 1 and most. */
  integer(name: string, most: number = Number.MAX_SAFE_INTEGER): number {
    const value = this.any(name);
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value > most || value < -most - 1)
      throw bad(`field '${name}' is not an integer`);
    return value;
  }

  flag(name: string, otherwise: boolean): boolean {
    const value = this.#object[name];
    if (value === undefined) return otherwise;
    if (typeof value !== 'boolean') throw bad(`field '${name}' is not true or false`);
    return value;
  }

  text(name: string): string {
    const value = this.any(name);
    if (typeof value !== 'string') throw bad(`field '${name}' is not text`);
    if (!value.isWellFormed()) throw new InterviewError('bad_text', `field '${name}' is not valid Unicode`);
    return value;
  }

  textOr(name: string, otherwise: string): string {
    return this.has(name) ? this.text(name) : otherwise;
  }

  /** Of words that all versions know; throws `bad_message` for another one. */
  oneOf<Word extends string>(name: string, words: readonly Word[]): Word {
    return this.#word(name, words, 'bad_message');
  }
  /** Of words that may become more; throws `bad_argument` for another one. */
  knownOf<Word extends string>(name: string, words: readonly Word[]): Word {
    return this.#word(name, words, 'bad_argument');
  }

  list(name: string): readonly unknown[] {
    const value = this.any(name);
    if (!Array.isArray(value)) throw bad(`field '${name}' is not a list`);
    return value;
  }

  objects<Read>(name: string, read: (fields: Fields) => Read): Read[] {
    return this.list(name).map((item) => read(new Fields(item)));
  }

  object(name: string): Fields {
    return new Fields(this.any(name));
  }

  #word<Word extends string>(name: string, words: readonly Word[], otherwise: Errc): Word {
    const value = this.text(name);
    if (words.includes(value as Word)) return value as Word;
    throw new InterviewError(otherwise, `field '${name}' is not one of its words`);
  }
}

/** The object that a message is. Throws `bad_message`, and `bad_text` for half a surrogate pair anywhere in it. */
export function parseObject(json: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw bad('a message is JSON');
  }
  if (hasHalfPair(json)) throw new InterviewError('bad_text', 'a message is valid Unicode');
  return new Fields(value);
}

const kSurrogate = /\\u[dD][89a-fA-F]/;
const kWholeEscapes = /\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|[^u])/g;

// Whether a surrogate stands alone in JSON, as it is or as an escape.
function hasHalfPair(json: string): boolean {
  if (!json.isWellFormed()) return true;
  // Pairs go, and what would make another escape of one: a backslash before it that is escaped itself.
  return kSurrogate.test(json) && kSurrogate.test(json.replace(kWholeEscapes, ''));
}

export function isCount(value: unknown, most: number = Number.MAX_SAFE_INTEGER): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= most;
}

export function bad(why: string): InterviewError {
  return new InterviewError('bad_message', why);
}
