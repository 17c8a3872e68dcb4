import { type ClientSession, Operation } from '@libinterview/client';

const kClient = 'client01';

/** The server's end of one document, as far as one client can tell: it orders, transforms and sends events. */
export class SmallServer {
  text: string;
  readonly #ops: Operation[] = [];
  #seq = 1;

  constructor(text: string) {
    this.text = text;
  }

  welcome(): string {
    return JSON.stringify({
      type: 'welcome',
      you: 1,
      connection: 1,
      role: 'interviewer',
      can: ['edit', 'chat', 'signal'],
      ice: [],
      saving: true,
      seq: this.#seq,
      head: '',
      acked: 0,
      room: {
        id: 'r_small',
        title: '',
        language: '',
        problem: { id: '', title: '', statement: '' },
        locked: false,
        ended: false,
        submissions: 0,
        now: 0,
        people: [
          { participant: 1, name: 'Ann', role: 'interviewer', removed: false },
          { participant: 2, name: 'Ben', role: 'reviewer', removed: false },
        ],
        connections: [{ connection: 1, by: 1 }],
        docs: [{ doc: 1, name: 'main.py', owner: 0, rev: 0, text: this.text }],
        chat: [],
        runs: [],
      },
    });
  }

  /** Somebody else's edit of the text as it is in the log. */
  byOther(op: Operation): string {
    return this.#commit(op, 2, {});
  }

  /** The session's message, whenever it comes. */
  take(message: string): string {
    const { type, n, base, op: parts } = JSON.parse(message);
    if (type !== 'edit') throw new Error(`not an edit: ${message}`);
    let op = Operation.fromParts(parts);
    // What is committed later stands left.
    for (const earlier of this.#ops.slice(base)) op = op.transform(earlier, 'left');
    return this.#commit(op, 1, { client: kClient, n });
  }

  #commit(op: Operation, by: number, own: object): string {
    this.text = op.apply(this.text);
    this.#ops.push(op);
    this.#seq += 1;
    const event = {
      seq: this.#seq,
      at: this.#seq,
      by,
      kind: 'edited',
      doc: 1,
      rev: this.#ops.length,
      op,
      ...own,
    };
    return JSON.stringify({ type: 'events', events: [event], upto: this.#seq, head: '' });
  }
}

/** The session's end of it: what it sends waits until it is taken. */
export class Host {
  readonly session: ClientSession;
  readonly outgoing: string[] = [];
  constructor(session: ClientSession) {
    this.session = session;
  }
  flush(): void {
    for (let message = this.session.next(); message !== null; message = this.session.next())
      this.outgoing.push(message);
  }
  pass(): void {}
}

export function newClient(): string {
  return kClient;
}
