import { Operation } from '../ot/operation.js';
import type { Selection } from '../ot/selection.js';
import type { Command } from '../protocol/commands.js';
import type { Role } from '../protocol/roles.js';
import { decodeServerMessage, type ServerMessage } from '../protocol/server_messages.js';
import type { RoomView } from '../room/room_view.js';
import { type Input, replay } from './inputs.js';
import type { KeptText, Notice } from './notices.js';
import { readOutbox, writeOutbox } from './outbox.js';
import { take, textsOf } from './receive.js';
import { type ClientOptions, SessionCore } from './session_core.js';

/** `message`: of which type, if the input is one. */
type Recorder = (input: Input, message?: ServerMessage['type']) => void;

// The others change nothing that an outbox holds.
const kRecorded: ReadonlySet<ServerMessage['type']> = new Set([
  'welcome',
  'resume',
  'events',
  'ack',
  'error',
]);

/**
 * The participant's end of a room: what is typed here appears at once, is sent when it can be, and is rebased on
 * what others do. No socket, no timer, no clock: the host opens connections, hands over what it receives, and
 * sends what next() gives. One command is in flight at a time, of any kind; the rest wait in order, neighbouring
 * edits of one document composed into one. The twin of interview/client_session.h.
 */
export class ClientSession {
  #core: SessionCore;
  #record: Recorder | null = null;

  /** `client`: an id of its own (8 to 64 of A-Z a-z 0-9 _ -), random, never used by two sessions at a time. */
  constructor(room: string, client: string, options: ClientOptions = {}) {
    this.#core = new SessionCore(room, client, options);
  }

  /**
   * Goes on where outbox() was taken, and what was recorded since led to; offline, and with nothing to undo.
   * Throws `record_malformed`.
   */
  static restore(outbox: string, inputs: readonly string[] = [], options: ClientOptions = {}): ClientSession {
    const core = readOutbox(outbox, options);
    replay(core, inputs);
    core.disconnected();
    core.connection = 0;
    core.forgetUndo('all');
    const session = new ClientSession(core.room, core.client, options);
    session.#core = core;
    return session;
  }

  /** Becomes another one: the host keeps its reference. What is recorded goes on being recorded. */
  become(other: ClientSession): void {
    this.#core = other.#core;
  }

  /** Calls `record` with everything that is done to the session from here on; null: no more. */
  recordTo(record: Recorder | null): void {
    this.#record = record;
  }

  // ---- The connection

  /** A connection is there: the message that opens it. */
  connected(token: string): string {
    this.#record?.({ i: 'connected' });
    return this.#core.connected(token);
  }

  /**
   * A message has come. Throws if it is none (`bad_message`, `unknown_type`, …) or does not fit (`protocol`,
   * `gap`, the `op_*`), and `stale` if something was done here while a snapshot was on its way: then close, read
   * the view again (a part of the message may be in it) and connect again.
   */
  receive(json: string): Notice[] {
    const message = decodeServerMessage(json);
    const record = kRecorded.has(message.type) ? this.#record : null;
    try {
      const notices = take(this.#core, message);
      record?.({ i: 'message', json }, message.type);
      return notices;
    } catch (thrown) {
      record?.({ i: 'message', json, refused: true }, message.type);
      throw thrown;
    }
  }

  /** The connection is gone. What was in flight is sent again after the next one. */
  disconnected(): void {
    this.#record?.({ i: 'disconnected' });
    this.#core.disconnected();
  }

  /** The next message to send, or null. To survive this page, store outbox() before sending it. */
  next(): string | null {
    const message = this.#core.next();
    if (message !== null) this.#record?.({ i: 'next' });
    return message;
  }

  /** Sends what was refused with `retry` again. */
  retry(): void {
    this.#record?.({ i: 'retry' });
    this.#core.held = false;
  }

  // ---- What the person does. It is applied at once and sent later.

  /**
   * Throws `no_such_document`, and what Operation.check() throws; then nothing has changed. `joinsLast`: undone
   * together with the edit before it.
   */
  edit(doc: number, op: Operation, joinsLast = false): void {
    this.#core.edit(doc, op, joinsLast);
    this.#record?.({ i: 'edit', doc, op: op.parts });
  }

  /** Replaces `erased` units at `position` by `text`. Throws as edit(). */
  replace(doc: number, position: number, erased: number, text: string): void {
    const { length } = this.#core.documentOf(doc);
    this.edit(doc, Operation.splice(length, position, erased, text));
  }

  /** Any command. Throws `bad_text` and `too_big`, for no server could read it; for an edit as edit(). */
  send(command: Command): void {
    if (command.type === 'edit') {
      this.edit(command.doc, command.op);
      return;
    }
    this.#core.send(command);
    this.#record?.({ i: 'send', command });
  }

  /** Takes back one's own last edit of a document: what changed; null if there is nothing to undo. */
  undo(doc: number): Operation | null {
    return this.#recorded(doc, this.#core.undo(doc));
  }
  /** Does what was taken back again. */
  redo(doc: number): Operation | null {
    return this.#recorded(doc, this.#core.redo(doc));
  }
  canUndo(doc: number): boolean {
    return this.#core.view.docs.has(doc) && this.#core.undoOf(doc).canUndo;
  }
  canRedo(doc: number): boolean {
    return this.#core.view.docs.has(doc) && this.#core.undoOf(doc).canRedo;
  }

  /** The message that tells others the selection; null while edits of the document wait (ask again later). */
  select(doc: number, ranges: readonly Selection[]): string | null {
    return this.#core.select(doc, ranges);
  }

  // ---- What is known

  /** With the text as it is here, unsent edits included. Another object whenever something in it changed. */
  get view(): RoomView {
    return this.#core.view;
  }
  get room(): string {
    return this.#core.room;
  }
  get client(): string {
    return this.#core.client;
  }
  /** One's own number; 0 before the first opening. */
  get you(): number {
    return this.#core.you;
  }
  get connection(): number {
    return this.#core.connection;
  }
  get role(): Role {
    return this.#core.role;
  }
  /** What one may do, by the names of docs/protocol.md. */
  get can(): readonly string[] {
    return this.#core.can;
  }
  /** For RTCPeerConnection. */
  get ice(): RTCIceServer[] {
    return this.#core.ice;
  }
  /** The last event that was taken in. */
  get seen(): number {
    return this.#core.seen;
  }
  /** Opened, and caught up. */
  get live(): boolean {
    return this.#core.state === 'live';
  }
  /** Whether the server saves what happens, as it said last. */
  get saving(): boolean {
    return this.#core.saving;
  }
  /** The room's time (ms since it was opened) when this connection was opened; 0: not known. */
  get timeAtOpening(): number {
    return this.#core.time;
  }
  hasPending(): boolean {
    return !this.#core.pending.empty;
  }
  /** A command is on its way: the server has to say what became of it. */
  get awaitsAnswer(): boolean {
    return this.#core.pending.inFlight?.sent === true && !this.#core.held;
  }
  /** Edits made since what is in the log, composed ones counted singly. */
  pendingEdits(): number {
    return this.#core.pending.edits;
  }
  /** The number of the last command that was put in flight. */
  lastCommand(): number {
    return this.#core.lastN;
  }
  /** The commands that are not in the log yet, in order. */
  pendingCommands(): Command[] {
    return this.#core.pending.all().map((pending) => pending.command);
  }
  /** Some of them have not been put in flight yet. */
  get waiting(): boolean {
    return this.#core.pending.waiting;
  }
  /** The documents as they are here, for the person to keep. */
  texts(): KeptText[] {
    return textsOf(this.#core);
  }

  /** All that must not be lost; `whole`: also the room as it is seen here, if nothing is pending. */
  outbox(whole = false): string {
    return writeOutbox(this.#core, whole);
  }

  #recorded(doc: number, op: Operation | null): Operation | null {
    if (op) this.#record?.({ i: 'edit', doc, op: op.parts });
    return op;
  }
}
