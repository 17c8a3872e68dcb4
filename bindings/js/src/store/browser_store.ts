import { InterviewError } from '../errors.js';
import type { Batch, ClientStore, Kept } from './client_store.js';
import { committed, entriesOf, kCheckpoints, kEntries, kTokens, openDatabase } from './database.js';
import { readKept } from './kept_rooms.js';
import { forgetOldRooms, markOpened } from './old_rooms.js';
import { holdLock, outboxLock, type TabChannel, type Tabs, tabsHere } from './room_lock.js';

export interface BrowserStoreOptions {
  /**
   * strict: a power failure loses nothing that was sent (each batch then waits for the disk). relaxed, the default:
   * the end of the tab or of the browser loses nothing that was stored, and an edit is sent without waiting for the
   * database's answer where the journal allows it.
   */
  durability?: 'relaxed' | 'strict';
  /** For a page that is being left to let the outbox go, in ms. Default 300. */
  lockMs?: number;
  /** For the browser to notice that a tab was killed, in ms: one that lives answers at once. Default 5,000. */
  goneMs?: number;
  /**
   * After so long without being opened, in ms, a room is forgotten here, unless something in it was not sent. Default
   * 30 days.
   */
  forgetAfterMs?: number;
  /** ms since 1970. */
  now?: () => number;
  indexedDB?: IDBFactory;
  locks?: LockManager;
  /** By which tabs hear of each other. Default: a BroadcastChannel. */
  channel?: (name: string) => TabChannel;
}

const kLockMs = 300;
const kGoneMs = 5_000;
const kForgetAfterMs = 30 * 24 * 3600 * 1000;
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
  readonly #tidied: Promise<void>;

  private constructor(room: string, options: BrowserStoreOptions, opened: Opened) {
    this.#room = room;
    this.#options = options;
    this.kept = opened.kept;
    this.unavailable = opened.unavailable;
    this.#database = opened.database;
    this.#release = opened.release;
    this.#lastEntry = opened.lastEntry;
    // Beside what the room is opened for. What cannot be forgotten now is forgotten another time.
    this.#tidied = opened.database ? tidy(opened.database, room, options).catch(() => {}) : Promise.resolve();
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
    await Promise.all([this.#lastWrite, this.#tidied]);
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
    const leavingMs = options.lockMs ?? kLockMs;
    const goneMs = leavingMs + (options.goneMs ?? kGoneMs);
    release = await holdLock(tabsOf(options), outboxLock(room), { leavingMs, goneMs });
    const database = await openDatabase(options.indexedDB ?? globalThis.indexedDB);
    const { lastEntry, ...kept } = await readKept(database, room);
    const owned = release ? kept : { ...kEmpty, token: kept.token };
    return { ...nothing, database, release, kept: owned, lastEntry };
  } catch (thrown) {
    release?.();
    const unavailable = new InterviewError('store_failed', `nothing can be kept: ${why(thrown)}`);
    return { ...nothing, unavailable };
  }
}

function tabsOf(options: BrowserStoreOptions): Tabs {
  const tabs = tabsHere(options.locks);
  return options.channel ? { ...tabs, channel: options.channel } : tabs;
}

async function tidy(database: IDBDatabase, room: string, options: BrowserStoreOptions): Promise<void> {
  const now = (options.now ?? Date.now)();
  await markOpened(database, room, now);
  await forgetOldRooms(database, tabsOf(options), {
    before: now - (options.forgetAfterMs ?? kForgetAfterMs),
    now,
    lockMs: options.lockMs ?? kLockMs,
  });
}

function why(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
