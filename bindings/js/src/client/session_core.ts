import { InterviewError } from '../errors.js';
import type { Operation } from '../ot/operation.js';
import type { Selection } from '../ot/selection.js';
import type { Text } from '../ot/text.js';
import { encodeHello, encodeSelect } from '../protocol/client_messages.js';
import { type Command, encodeCommand } from '../protocol/commands.js';
import type { Role } from '../protocol/roles.js';
import { withDoc } from '../room/fold.js';
import { type DocText, emptyView, type FoldedView } from '../room/room_view.js';
import { utf8Length } from '../utf8.js';
import { PendingCommands } from './pending.js';
import { UndoStack } from './undo_stack.js';

export interface ClientOptions {
  /** Longer edits are sent in several; of at least 512 bytes. Default 256 KiB. */
  messageBytes?: number;
  /** A document. Default 1000. */
  undoSteps?: number;
  /** Of the longest document, UTF-16 code units. Default 1 Mi. */
  documentUnits?: number;
}

// Digits of the highest number that a command can have, less the one that is there.
const kDigitsOfNumber = 19;

/** The state of a client session, and what the person does to it. receive.ts: what messages do to it. */
export class SessionCore {
  readonly room: string;
  readonly client: string;
  readonly options: Required<ClientOptions>;
  state: 'offline' | 'opening' | 'catching_up' | 'live' = 'offline';
  you = 0;
  connection = 0;
  role: Role = 'observer';
  can: readonly string[] = [];
  ice: RTCIceServer[] = [];
  saving = true;
  time = 0;
  /** The last event that was taken in, and the head of the log there. */
  seen = 0;
  head = '';
  catchUpTo = 0;
  /** By the opening of this connection. */
  acked = 0;
  lastN = 0;
  /** When this connection was opened. */
  saidPending = false;
  /** The command in flight waits for retry(). */
  held = false;
  /** With the text as it is here. */
  view: FoldedView;
  /** The text of each document as it is in the log at `seen`. */
  committed = new Map<number, Text>();
  readonly pending = new PendingCommands();
  readonly #undo = new Map<number, UndoStack>();

  constructor(room: string, client: string, options: ClientOptions) {
    this.room = room;
    this.client = client;
    this.options = { messageBytes: 256 * 1024, undoSteps: 1000, documentUnits: 2 ** 20, ...options };
    this.view = emptyView(room);
  }

  connected(token: string): string {
    this.disconnected();
    this.state = 'opening';
    this.saidPending = !this.pending.empty;
    const { room, client, seen, head, saidPending } = this;
    return encodeHello({ token, room, client, seen, head, pending: saidPending });
  }

  disconnected(): void {
    this.state = 'offline';
    this.held = false;
    this.view = { ...this.view, connections: new Map() };
    if (this.pending.inFlight) this.pending.inFlight.sent = false;
  }

  next(): string | null {
    if (this.state !== 'live' || this.held) return null;
    let command = this.pending.inFlight;
    if (command?.sent) return null;
    if (!command) {
      if (!this.pending.waiting) return null;
      this.lastN += 1;
      command = this.pending.launch(this.lastN, this.options.messageBytes);
    }
    if (!command) return null;
    command.sent = true;
    // The operation was rebased on all that was seen, so that is what it is based on.
    const doc = command.command.type === 'edit' ? this.view.docs.get(command.command.doc) : undefined;
    return encodeCommand(command.n, command.command, doc?.rev ?? 0);
  }

  edit(id: number, op: Operation, joinsLast: boolean): void {
    const doc = this.documentOf(id);
    op.check(doc.content, this.options.documentUnits);
    this.undoOf(id).did(this.change(doc, op), joinsLast);
  }

  send(command: Command): void {
    if (command.type === 'edit') {
      this.edit(command.doc, command.op, false);
      return;
    }
    // What the server could not even read would block the queue for good.
    for (const value of Object.values(command))
      if (typeof value === 'string' && !value.isWellFormed())
        throw new InterviewError('bad_text', 'a command is valid Unicode');
    const most = this.options.messageBytes;
    if (utf8Length(encodeCommand(0, command, 0)) + kDigitsOfNumber > most)
      throw new InterviewError('too_big', `a command has at most ${most} bytes`);
    this.pending.add(command);
  }

  undo(id: number): Operation | null {
    const doc = this.view.docs.get(id);
    const op = doc && this.undoOf(id).takeUndo();
    if (!op) return null;
    this.undoOf(id).undid(this.change(doc, op));
    return op;
  }

  redo(id: number): Operation | null {
    const doc = this.view.docs.get(id);
    const op = doc && this.undoOf(id).takeRedo();
    if (!op) return null;
    this.undoOf(id).redid(this.change(doc, op));
    return op;
  }

  select(id: number, ranges: readonly Selection[]): string | null {
    const doc = this.view.docs.get(id);
    if (this.state !== 'live' || !doc || this.pending.waitsFor(id)) return null;
    const flying = this.pending.inFlight;
    const countsInFlight = flying?.command.type === 'edit' && flying.command.doc === id;
    return encodeSelect(id, doc.rev, countsInFlight ? flying.n : 0, ranges);
  }

  documentOf(id: number): DocText {
    const doc = this.view.docs.get(id);
    if (!doc) throw new InterviewError('no_such_document', `there is no document ${id}`);
    return doc;
  }

  undoOf(doc: number): UndoStack {
    let stack = this.#undo.get(doc);
    if (!stack) {
      stack = new UndoStack(this.options.undoSteps);
      this.#undo.set(doc, stack);
    }
    return stack;
  }

  forgetUndo(doc: number | 'all'): void {
    if (doc === 'all') this.#undo.clear();
    else this.#undo.delete(doc);
  }

  /** Applies one's own change, which fits, here, and queues it; returns its inverse. */
  change(doc: DocText, op: Operation): Operation {
    const { text, erased } = doc.content.apply(op);
    this.view = withDoc(this.view, doc.holding(text));
    this.pending.add({ type: 'edit', doc: doc.id, op });
    return op.invertErased(erased);
  }
}
