import type { ClientSession } from '../client/client_session.js';
import { type Input, mustBeKept } from '../client/inputs.js';
import type { Batch, ClientStore } from './client_store.js';

// Entries of so many units of text, or twice what the checkpoint has, are followed by another checkpoint.
const kFewestUnits = 256 * 1024;
// What others do need not be written at once; of so much, a checkpoint is written instead.
const kMostBuffered = 1024 * 1024;

/**
 * Keeps a session in a store: a checkpoint of the whole, then what was done to it since, so that a keystroke
 * costs a keystroke and not the document.
 *
 * A command is sent when it is stored, and an edit already while its batch is being stored, if a session that goes
 * on without that batch would lose nothing and double nothing. One batch is written at a time, so no more than one
 * can be missing. The edit is in the room's log or it is not; that session has never heard of it, takes its event
 * for what it is, an edit of the text, and goes on numbering behind it, as the opening says (`acked`). Which holds
 *   - for an edit: whatever happens to one in the room is an event, and other commands may leave none;
 *   - of which nothing is in the store, where it would wait still and be sent again under another number;
 *   - that nothing waits behind: half of a paste in the log, and the rest nowhere, is no end of it;
 *   - when the store knows what became of the command before it: of a refused one no event tells;
 *   - when the batch before this one is in the store.
 */
export class Journal {
  readonly #store: ClientStore;
  readonly #session: ClientSession;
  #buffer: string[] = [];
  #buffered = 0;
  #sinceCheckpoint = 0;
  #limit = kFewestUnits;
  #checkpointDue = true;
  #recorded = 0;
  #kept = 0;
  #handedOver = 0;
  // Of the store: it has all batches so far; commands wait in it; it does not know of a refusal.
  #isWhole = false;
  #hasWaiting = false;
  #missesRefusal = false;

  constructor(store: ClientStore, session: ClientSession) {
    this.#store = store;
    this.#session = session;
    session.recordTo((input, message) => this.#record(input, message === 'error'));
  }

  /** How many inputs that must not be lost there were. */
  get recorded(): number {
    return this.#recorded;
  }
  /** How many of them are in the store. */
  get kept(): number {
    return this.#kept;
  }
  /** How many of them were there when a command was put in flight that may be sent. */
  get sendable(): number {
    return Math.max(this.#kept, this.#handedOver);
  }
  get anythingToWrite(): boolean {
    return this.#buffer.length > 0;
  }

  /** The session is another one: what was recorded does not belong to it. */
  restart(): void {
    this.#recorded += 1;
    this.#isWhole = false;
    this.#checkpointNext();
  }

  /** Writes all inputs so far in one batch. Rejects as ClientStore.write(); then a checkpoint is due. */
  async write(): Promise<void> {
    const recorded = this.#recorded;
    const mayGoAhead = this.#mayGoAhead();
    const batch = this.#nextBatch();
    this.#isWhole = false;
    this.#hasWaiting = this.#session.waiting;
    this.#missesRefusal = false;
    try {
      await this.#store.write(batch, () => {
        if (mayGoAhead) this.#handedOver = recorded;
      });
      this.#kept = Math.max(this.#kept, recorded);
      this.#isWhole = true;
    } catch (thrown) {
      this.#checkpointNext();
      throw thrown;
    }
  }

  /** Without it, what is kept would be done a second time by a later session. */
  async forget(): Promise<void> {
    this.#isWhole = false;
    this.#checkpointNext();
    await this.#store.write({ checkpoint: null });
  }

  #mayGoAhead(): boolean {
    if (!this.#isWhole || this.#hasWaiting || this.#missesRefusal || this.#session.waiting) return false;
    return this.#session.pendingCommands().every((command) => command.type === 'edit');
  }

  #record(input: Input, isRefusal: boolean): void {
    if (mustBeKept(input)) this.#recorded += 1;
    if (isRefusal) this.#missesRefusal = true;
    const json = JSON.stringify(input);
    this.#buffer.push(json);
    this.#buffered += json.length;
    if (this.#buffered > kMostBuffered) this.#checkpointNext();
  }

  #checkpointNext(): void {
    this.#checkpointDue = true;
    this.#buffer = [];
    this.#buffered = 0;
  }

  #nextBatch(): Batch {
    this.#sinceCheckpoint += this.#buffered;
    const due = this.#checkpointDue || this.#sinceCheckpoint > this.#limit;
    const entries = this.#buffer;
    this.#buffer = [];
    this.#buffered = 0;
    if (!due) return { entries };
    const checkpoint = this.#session.outbox(true);
    this.#checkpointDue = false;
    this.#sinceCheckpoint = 0;
    this.#limit = Math.max(kFewestUnits, 2 * checkpoint.length);
    return { checkpoint };
  }
}
