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

  constructor(store: ClientStore, session: ClientSession) {
    this.#store = store;
    this.#session = session;
    session.recordTo((input) => this.#record(input));
  }

  /** How many inputs that must not be lost there were. */
  get recorded(): number {
    return this.#recorded;
  }
  /** How many of them are in the store. */
  get kept(): number {
    return this.#kept;
  }
  get anythingToWrite(): boolean {
    return this.#buffer.length > 0;
  }

  /** The session is another one: what was recorded does not belong to it. */
  restart(): void {
    this.#recorded += 1;
    this.#checkpointNext();
  }

  /** Writes all inputs so far in one batch. Rejects as ClientStore.write(); then a checkpoint is due. */
  async write(): Promise<void> {
    const recorded = this.#recorded;
    const batch = this.#nextBatch();
    try {
      await this.#store.write(batch);
      this.#kept = Math.max(this.#kept, recorded);
    } catch (thrown) {
      this.#checkpointNext();
      throw thrown;
    }
  }

  /** Without it, what is kept would be done a second time by a later session. */
  async forget(): Promise<void> {
    this.#checkpointNext();
    await this.#store.write({ checkpoint: null });
  }

  #record(input: Input): void {
    if (mustBeKept(input)) this.#recorded += 1;
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
