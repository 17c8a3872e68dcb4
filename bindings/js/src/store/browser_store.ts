import { InterviewError } from '../errors.js';
import type { Batch, ClientStore, Kept } from './client_store.js';
import { committed, entriesOf, kCheckpoints, kEntries, kTokens, openDatabase, result } from './database.js';
import { holdLock } from './room_lock.js';

export interface BrowserStoreOptions {
  /**
   * strict: a power failure loses nothing that was sent (each batch then waits for the disk). relaxed, the default:
   * the end of the tab or of the browser loses nothing that was stored, and an edit is sent without waiting for the
   * database's answer where the journal allows it.
   */
  durability?: 'relaxed' | 'strict';
  /** For a page that is being left to let the outbox go, in ms. Default 300. */
  lockMs?: number;
  indexedDB?: IDBFactory;
  locks?: LockManager;
}

const kEmpty: Kept = { token: null, checkpoint: null, entries: [] };

/**
 * A client's store in IndexedDB. The outbox of a room belongs to the tab that opened it first, by a Web Lock;
 * another tab has the token, and neither reads nor writes the outbox: it is another client of the same person.
 */
export class BrowserStore implements ClientStore {
  readonly kept: Kept;
  readonly unavailable: InterviewError | null;
  readonly #room: string;
  readonly #options: BrowserStoreOptions;
  #database: IDBDatabase | null;
  #release: (() => void) | null;
  #lastEntry: number;
  #lastWrite: Promise<void> = Promise.resolve();

  private constructor(room: string, options: BrowserStoreOptions, opened: Opened) {
    this.#room = room;
    this.#options = options;
    this.kept = opened.kept;
    this.unavailable = opened.unavailable;
    this.#database = opened.database;
    this.#release = opened.release;
    this.#lastEntry = opened.lastEntry;
  }

  /** Never rejects: what cannot be opened says why in `unavailable`, and keeps nothing. */
  static async open(room: string, options: BrowserStoreOptions = {}): Promise<BrowserStore> {
    return new BrowserStore(room, options, await openParts(room, options));
  }

  get ownsOutbox(): boolean {
    return this.#release !== null;
  }

  write(batch: Batch, handedOver: () => void = () => {}): Promise<void> {
    const writing = this.#write(batch, handedOver);
    this.#lastWrite = writing.catch(() => {});
    return writing;
  }

  async close(): Promise<void> {
    await this.#lastWrite;
    this.#database?.close();
    this.#database = null;
    this.#release?.();
    this.#release = null;
  }

  async #write(batch: Batch, handedOver: () => void): Promise<void> {
    if (this.unavailable) throw this.unavailable;
    try {
      this.#database ??= await openDatabase(this.#options.indexedDB ?? globalThis.indexedDB);
      await this.#writeTo(this.#database, batch, handedOver);
    } catch (thrown) {
      // A database that was closed behind our back is opened again the next time.
      if (thrown instanceof DOMException && thrown.name === 'InvalidStateError') this.#database = null;
      throw new InterviewError('store_failed', `nothing can be kept: ${why(thrown)}`);
    }
  }

  #writeTo(database: IDBDatabase, batch: Batch, handedOver: () => void): Promise<void> {
    const { durability = 'relaxed' } = this.#options;
    const transaction = database.transaction([kTokens, kCheckpoints, kEntries], 'readwrite', { durability });
    if (batch.token !== undefined) transaction.objectStore(kTokens).put(batch.token, this.#room);
    if (this.ownsOutbox) this.#writeOutbox(transaction, batch);
    // Without waiting for the answers to its requests: a way there and back less, and the rest is done by the
    // browser even if this page ends now.
    transaction.commit();
    if (durability === 'relaxed') handedOver();
    return committed(transaction);
  }

  #writeOutbox(transaction: IDBTransaction, { checkpoint, entries }: Batch): void {
    const stored = transaction.objectStore(kEntries);
    if (checkpoint !== undefined) {
      stored.delete(entriesOf(this.#room));
      const checkpoints = transaction.objectStore(kCheckpoints);
      if (checkpoint === null) checkpoints.delete(this.#room);
      else checkpoints.put(checkpoint, this.#room);
    }
    if (!entries || entries.length === 0) return;
    this.#lastEntry += 1;
    stored.put(entries, [this.#room, this.#lastEntry]);
  }
}

interface Opened {
  kept: Kept;
  unavailable: InterviewError | null;
  database: IDBDatabase | null;
  release: (() => void) | null;
  lastEntry: number;
}

async function openParts(room: string, options: BrowserStoreOptions): Promise<Opened> {
  const nothing: Opened = { kept: kEmpty, unavailable: null, database: null, release: null, lastEntry: 0 };
  let release: (() => void) | null = null;
  try {
    const locks = options.locks ?? globalThis.navigator?.locks;
    release = await holdLock(locks, `libinterview ${room}`, options.lockMs ?? 300);
    const database = await openDatabase(options.indexedDB ?? globalThis.indexedDB);
    return { ...nothing, database, release, ...(await read(database, room, release !== null)) };
  } catch (thrown) {
    release?.();
    const unavailable = new InterviewError('store_failed', `nothing can be kept: ${why(thrown)}`);
    return { ...nothing, unavailable };
  }
}

async function read(
  database: IDBDatabase,
  room: string,
  outbox: boolean,
): Promise<{ kept: Kept; lastEntry: number }> {
  const transaction = database.transaction([kTokens, kCheckpoints, kEntries], 'readonly');
  const entries = transaction.objectStore(kEntries);
  const [token, checkpoint, batches, keys] = await Promise.all([
    result<unknown>(transaction.objectStore(kTokens).get(room)),
    result<unknown>(transaction.objectStore(kCheckpoints).get(room)),
    result<unknown[]>(entries.getAll(entriesOf(room))),
    result(entries.getAllKeys(entriesOf(room))),
  ]);
  const last = keys.at(-1);
  const lastEntry = Array.isArray(last) && typeof last[1] === 'number' ? last[1] : 0;
  const kept: Kept = {
    token: textOrNull(token),
    checkpoint: outbox ? textOrNull(checkpoint) : null,
    entries: outbox ? batches.flat().map(String) : [],
  };
  return { kept, lastEntry };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function why(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
