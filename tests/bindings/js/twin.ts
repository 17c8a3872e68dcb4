// A session here and one of the C++ library that are told the same: whatever they answer has to be the same.
import assert from 'node:assert/strict';
import type { RoomView } from '../../../bindings/js/src/index.js';
import {
  type ClientOptions,
  ClientSession,
  type Command,
  type Doc,
  InterviewError,
  type Notice,
  Operation,
  type Part,
  type Selection,
} from '../../../bindings/js/src/index.js';
import { encodeCommand } from '../../../bindings/js/src/protocol/commands.js';
import { Fields } from '../../../bindings/js/src/protocol/fields.js';
import { readView } from '../../../bindings/js/src/room/view_json.js';
import type { Answer, Oracle } from './oracle.js';

let lastId = 0;

export class Twin {
  session: ClientSession;
  readonly #oracle: Oracle;
  readonly #id: number;
  readonly #options: ClientOptions;
  #checkpoint: string;
  #kept = '';
  #inputs: string[] = [];

  private constructor(oracle: Oracle, id: number, session: ClientSession, options: ClientOptions) {
    this.#oracle = oracle;
    this.#id = id;
    this.#options = options;
    this.session = session;
    this.#checkpoint = '';
    this.#record();
  }

  static async open(
    oracle: Oracle,
    room: string,
    client: string,
    options: Required<ClientOptions>,
  ): Promise<Twin> {
    lastId += 1;
    const { messageBytes, undoSteps, documentUnits } = options;
    const limits = { message_bytes: messageBytes, undo_steps: undoSteps, document_units: documentUnits };
    await oracle.ask({ do: 'open', id: lastId, room, client, ...limits });
    return new Twin(oracle, lastId, new ClientSession(room, client, options), options);
  }

  async connected(token: string): Promise<string> {
    return this.#sameMessage('connected', { token }, this.session.connected(token));
  }

  /** What is told, or the code of why the message is refused. */
  async receive(json: string): Promise<Notice[] | string> {
    const here = attempt(() => this.session.receive(json));
    const there = await this.#ask('receive', { json });
    const say = `${json.slice(0, 2000)}`;
    if (here instanceof InterviewError) {
      assert.equal(here.code, there['error'], `${say}: ${here.message}`);
      return here.code;
    }
    assert.deepEqual(here.map(plainNotice), there['notices'], say);
    return here;
  }

  async disconnected(): Promise<void> {
    this.session.disconnected();
    await this.#ask('disconnected', {});
  }

  async next(): Promise<string | null> {
    return this.#sameMessage('next', {}, this.session.next());
  }

  async retry(): Promise<void> {
    this.session.retry();
    await this.#ask('retry', {});
  }

  async edit(doc: number, parts: readonly Part[], joins: boolean): Promise<void> {
    const here = attempt(() => this.session.edit(doc, Operation.fromParts(parts), joins));
    const there = await this.#ask('edit', { doc, op: parts, joins });
    assert.equal(here instanceof InterviewError ? here.code : undefined, there['error']);
  }

  async send(command: Command): Promise<void> {
    const here = attempt(() => this.session.send(command));
    const there = await this.#ask('send', { json: encodeCommand(1, command, 0) });
    assert.equal(here instanceof InterviewError ? here.code : undefined, there['error']);
  }

  async undo(doc: number): Promise<void> {
    assert.deepEqual(this.session.undo(doc)?.parts, (await this.#ask('undo', { doc }))['op']);
  }

  async redo(doc: number): Promise<void> {
    assert.deepEqual(this.session.redo(doc)?.parts, (await this.#ask('redo', { doc }))['op']);
  }

  async select(doc: number, range: Selection): Promise<string | null> {
    return this.#sameMessage('select', { doc, ...range }, this.session.select(doc, [range]));
  }

  /** As after the end of the page: from the outbox, or from a journal begun at some time. */
  async reopen(fromJournal: boolean): Promise<void> {
    const outbox = this.session.outbox();
    if (fromJournal && this.session.hasPending())
      this.session = ClientSession.restore(this.#checkpoint, this.#inputs, this.#options);
    else this.session = ClientSession.restore(outbox, [], this.#options);
    this.#record();
    assert.equal((await this.#ask('reopen', {}))['error'], undefined);
  }

  /** The store has everything so far. */
  async keep(): Promise<void> {
    this.#kept = this.session.outbox();
    await this.#ask('keep', {});
  }

  /** As after the end of a page that stored nothing after its last keep(). */
  async reopenKept(): Promise<void> {
    this.session = ClientSession.restore(this.#kept, [], this.#options);
    this.#record();
    assert.equal((await this.#ask('reopen', { kept: true }))['error'], undefined);
  }

  /** Begins the journal anew. */
  checkpoint(): void {
    this.#checkpoint = this.session.outbox(true);
    this.#inputs = [];
  }

  /** Everything that is known is the same. */
  async compare(): Promise<void> {
    const { session } = this;
    const { view, ...there } = await this.#ask('state', {});
    const here = {
      you: session.you,
      connection: session.connection,
      role: session.role,
      seen: session.seen,
      live: session.live,
      pending: session.pendingEdits(),
      has_pending: session.hasPending(),
      last_command: session.lastCommand(),
    };
    assert.deepEqual(here, there);
    assert.deepEqual(plainView(session.view), plainView(readView(new Fields(view))));
  }

  #record(): void {
    this.session.recordTo((input) => this.#inputs.push(JSON.stringify(input)));
    this.checkpoint();
  }

  async #ask(what: string, fields: Answer): Promise<Answer> {
    return (await this.#oracle.ask({ do: what, id: this.#id, ...fields })) as Answer;
  }

  async #sameMessage<Message extends string | null>(
    what: string,
    fields: Answer,
    here: Message,
  ): Promise<Message> {
    const there = (await this.#ask(what, fields))['message'] ?? null;
    assert.deepEqual(here === null ? null : JSON.parse(here), there);
    return here;
  }
}

/** A view as plain values that can be compared. */
export function plainView(view: RoomView): object {
  const { docs, ...rest } = view;
  const plain = ({ id, name, owner, rev, text, length }: Doc) => ({ id, name, owner, rev, text, length });
  return { ...rest, docs: new Map([...docs].map(([id, doc]) => [id, plain(doc)])) };
}

function attempt<T>(act: () => T): T | InterviewError {
  try {
    return act();
  } catch (thrown) {
    if (thrown instanceof InterviewError) return thrown;
    throw thrown;
  }
}

function plainNotice(notice: Notice): unknown[] {
  switch (notice.type) {
    case 'loaded':
    case 'caught_up':
      return [notice.type];
    case 'changed':
      return ['changed', notice.doc, notice.op.parts, notice.by];
    case 'happened': {
      const { seq, at, by, client, n } = notice.event;
      return ['happened', seq, at, by, client, n];
    }
    case 'acknowledged':
      return ['acknowledged', notice.n];
    case 'refused':
      return ['refused', notice.n, notice.code, notice.message, notice.retry, notice.text];
    case 'diverged':
      return ['diverged', ...notice.texts.flatMap(({ name, text }) => [name, text])];
    case 'selected': {
      const ranges = notice.ranges.flatMap(({ anchor, head }) => [anchor, head]);
      return ['selected', notice.by, notice.connection, notice.doc, ...ranges];
    }
    case 'signalled':
      return ['signalled', notice.from, notice.by, notice.data];
    case 'presence':
      return ['presence', notice.by, notice.connection, notice.online];
    case 'queued':
      return ['queued', notice.run, notice.position];
    case 'saving':
      return ['saving', notice.ok];
    case 'token':
      return ['token', notice.token];
  }
}
