import type { Operation } from '../ot/operation.js';
import type { Text } from '../ot/text.js';
import type { Audience, OutputStream, RunKind, RunResult } from '../protocol/events.js';
import type { Role } from '../protocol/roles.js';

export interface Person {
  readonly number: number;
  readonly name: string;
  readonly role: Role;
  readonly removed: boolean;
}

/** A document with its text as it is here, unsent edits included. `owner` 0: everybody's. */
export interface Doc {
  readonly id: number;
  readonly name: string;
  readonly owner: number;
  /** Of the text in the log, without what is pending here. */
  readonly rev: number;
  /** Put together when it is read first: an editor that follows `changed` notices never needs it again. */
  readonly text: string;
  /** In UTF-16 code units; costs nothing. */
  readonly length: number;
}

export interface ChatLine {
  readonly seq: number;
  readonly at: number;
  readonly by: number;
  /** A note among interviewers, not a message. */
  readonly note: boolean;
  readonly text: string;
  readonly to: Audience;
}

export interface RunOutput {
  readonly stream: OutputStream;
  readonly data: string;
}

/** A run of code. `result` is null, and what belongs to it says nothing, before it has ended. */
export interface Run extends Readonly<Omit<RunResult, 'result'>> {
  readonly id: number;
  readonly by: number;
  readonly doc: number;
  readonly at: number;
  readonly state: 'queued' | 'running' | 'ended';
  readonly stopping: boolean;
  readonly language: string;
  readonly languageVersion: string;
  readonly image: string;
  /** The last 16 KiB, in order; neighbours of one stream are one. */
  readonly output: readonly RunOutput[];
  readonly result: RunKind | null;
}

export interface Problem {
  readonly id: string;
  readonly title: string;
  readonly statement: string;
}

/**
 * What one participant sees of a room. Immutable: a change makes a new view, in which what did not change is the
 * very same object as before, so that comparing references tells what to draw again.
 */
export interface RoomView {
  readonly id: string;
  readonly title: string;
  /** Of the room; documents may be run in others. */
  readonly language: string;
  readonly problem: Problem;
  readonly locked: boolean;
  readonly ended: boolean;
  readonly submissions: number;
  /** Room time, ms since it was opened, of the last event. */
  readonly now: number;
  /** When both sides of the interview were there for the first time, room time; null: that is to come. */
  readonly began: number | null;
  readonly people: ReadonlyMap<number, Person>;
  /** Connection → person: who is here. */
  readonly connections: ReadonlyMap<number, number>;
  readonly docs: ReadonlyMap<number, Doc>;
  readonly chat: readonly ChatLine[];
  readonly runs: ReadonlyMap<number, Run>;
}

/** How a run stands that has not ended. */
export const kNotEnded = {
  result: null,
  exitCode: 0,
  signal: 0,
  wallMs: 0,
  cpuMs: 0,
  memoryKb: 0,
  truncated: false,
  message: '',
} as const;

/** A document whose text is kept in pieces. */
export class DocText implements Doc {
  readonly id: number;
  readonly name: string;
  readonly owner: number;
  readonly rev: number;
  readonly content: Text;

  constructor(id: number, name: string, owner: number, rev: number, content: Text) {
    this.id = id;
    this.name = name;
    this.owner = owner;
    this.rev = rev;
    this.content = content;
  }

  get text(): string {
    return this.content.toString();
  }
  get length(): number {
    return this.content.length;
  }

  at(rev: number): DocText {
    return new DocText(this.id, this.name, this.owner, rev, this.content);
  }
  renamed(name: string): DocText {
    return new DocText(this.id, name, this.owner, this.rev, this.content);
  }
  holding(content: Text): DocText {
    return new DocText(this.id, this.name, this.owner, this.rev, content);
  }
  /** After an operation that fits. */
  after(operation: Operation): DocText {
    return this.holding(this.content.apply(operation).text);
  }
}

/** The view as the session keeps it. */
export interface FoldedView extends RoomView {
  readonly docs: ReadonlyMap<number, DocText>;
}

export function emptyView(id: string): FoldedView {
  return {
    id,
    title: '',
    language: '',
    problem: { id: '', title: '', statement: '' },
    locked: false,
    ended: false,
    submissions: 0,
    now: 0,
    began: null,
    people: new Map(),
    connections: new Map(),
    docs: new Map(),
    chat: [],
    runs: new Map(),
  };
}

/** `map` with one entry more, or another one in its place. */
export function withEntry<Value>(
  map: ReadonlyMap<number, Value>,
  key: number,
  value: Value,
): ReadonlyMap<number, Value> {
  return new Map(map).set(key, value);
}

export function withoutEntry<Value>(
  map: ReadonlyMap<number, Value>,
  key: number,
): ReadonlyMap<number, Value> {
  const copy = new Map(map);
  copy.delete(key);
  return copy;
}
