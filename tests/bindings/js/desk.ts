// A session, and the server's side of the table by hand: the participant at the desk is 1, another one is 2. The
// session is open on a room with the documents given, numbered from 1 and at revision 3, at record 10.
import assert from 'node:assert/strict';
import {
  type ClientOptions,
  ClientSession,
  InterviewError,
  type Notice,
  Operation,
  type Part,
} from '../../../bindings/js/src/index.js';

export const kClient = 'client-at-desk';

type Json = Record<string, unknown>;

export class Desk {
  session: ClientSession;
  /** Of the last event that was told. */
  seq = 10;

  constructor(documents: string | string[], options: ClientOptions = {}) {
    this.session = new ClientSession('r_desk', kClient, options);
    this.session.connected('token');
    this.take(this.welcome([documents].flat()));
  }

  welcome(texts: string[], more: Json = {}): Json {
    const person = (participant: number, name: string) => {
      return { participant, name, role: 'interviewer', removed: false };
    };
    const room = {
      id: 'r_desk',
      title: 'A desk',
      language: 'python',
      problem: { id: 'p', title: 'P', statement: 'S' },
      locked: false,
      ended: false,
      submissions: 0,
      now: 100,
      people: [person(1, 'Ann'), person(2, 'Ben')],
      connections: [{ connection: 7, by: 1 }],
      docs: texts.map((text, index) => ({ doc: index + 1, name: `${index + 1}.py`, owner: 0, rev: 3, text })),
      chat: [],
      runs: [],
    };
    return { type: 'welcome', ...this.#opening(0), seq: this.seq, head: `head ${this.seq}`, room, ...more };
  }

  resume(acked: number, upto: number): Json {
    return { type: 'resume', ...this.#opening(acked), upto, connections: [{ connection: 8, by: 1 }] };
  }

  /** What comes is taken, and what it tells. */
  take(message: Json): Notice[] {
    return this.session.receive(JSON.stringify(message));
  }

  /** What comes is refused with that code, and changes nothing that would be kept, nor the text. */
  refuses(message: Json, code = 'protocol'): void {
    const before = [this.session.outbox(), this.#texts()];
    assert.equal(this.refused(message), code);
    assert.deepEqual([this.session.outbox(), this.#texts()], before);
  }

  refused(message: Json | string): string {
    try {
      this.session.receive(typeof message === 'string' ? message : JSON.stringify(message));
    } catch (thrown) {
      assert.ok(thrown instanceof InterviewError, String(thrown));
      return thrown.code;
    }
    return assert.fail(`taken: ${JSON.stringify(message)}`);
  }

  frame(event: Json, by = 2, own = 0): Json {
    const seq = this.seq + 1;
    const mine = own > 0 ? { client: kClient, n: own } : {};
    const events = [{ seq, at: seq * 10, by, ...mine, ...event }];
    return { type: 'events', events, upto: seq, head: `head ${seq}` };
  }

  happened(event: Json, by = 2): Notice[] {
    const frame = this.frame(event, by);
    this.seq += 1;
    return this.take(frame);
  }

  /** One's own command comes back. */
  landed(n: number, event: Json): Notice[] {
    const frame = this.frame(event, 1, n);
    this.seq += 1;
    return this.take(frame);
  }

  edited(op: Operation | readonly Part[], doc = 1): Json {
    const rev = (this.session.view.docs.get(doc)?.rev ?? 0) + 1;
    return { kind: 'edited', doc, rev, op };
  }

  /** The other's edit. */
  remote(op: readonly Part[], doc = 1): Notice[] {
    return this.happened(this.edited(op, doc));
  }

  /** What the session sends next; there is something. */
  next(): { type: string; n: number; doc: number; base: number; op: Part[]; text: string } {
    const message = this.session.next();
    assert.ok(message !== null, 'something is to be sent');
    return JSON.parse(message);
  }

  get quiet(): boolean {
    return this.session.next() === null;
  }

  /** Sends what waits and lets it land, edits as they are sent. */
  settle(): void {
    while (this.session.hasPending()) {
      const { n, doc, op } = this.next();
      this.landed(n, this.edited(op, doc));
    }
  }

  text(doc = 1): string {
    return this.session.view.docs.get(doc)?.text ?? assert.fail('no such document');
  }
  type(position: number, text: string, doc = 1, joinsLast = false): void {
    this.session.edit(doc, Operation.splice(this.text(doc).length, position, 0, text), joinsLast);
  }
  erase(position: number, length: number, doc = 1): void {
    this.session.replace(doc, position, length, '');
  }

  reconnect(acked: number, upto: number): Notice[] {
    this.session.disconnected();
    this.session.connected('token');
    return this.take(this.resume(acked, upto));
  }

  #opening(acked: number): Json {
    return {
      you: 1,
      connection: 7,
      role: 'interviewer',
      can: ['edit', 'manage'],
      ice: [],
      saving: true,
      acked,
    };
  }

  #texts(): string[] {
    return [...this.session.view.docs.values()].map((doc) => doc.text);
  }
}

/** The last notice of that kind; there is one. */
export function find<Type extends Notice['type']>(
  notices: readonly Notice[],
  type: Type,
): Extract<Notice, { type: Type }> {
  const found = notices.findLast((notice): notice is Extract<Notice, { type: Type }> => notice.type === type);
  return found ?? assert.fail(`no notice '${type}'`);
}

export function isRefused(code: string): (thrown: unknown) => boolean {
  return (thrown) => thrown instanceof InterviewError && thrown.code === code;
}
