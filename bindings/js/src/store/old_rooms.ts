// Rooms that were not opened here for long are forgotten, unless something was not sent: that is for the person.
import { ClientSession } from '../client/client_session.js';
import { salvageTexts } from '../client/inputs.js';
import type { Kept } from './client_store.js';
import { committed, entriesOf, kCheckpoints, kEntries, kTokens, result } from './database.js';
import { readKept } from './kept_rooms.js';
import { holdLock, outboxLock, type Tabs } from './room_lock.js';

const kStores = [kTokens, kCheckpoints, kEntries];

/** When a room was opened last, ms since 1970: beside the tokens, whose keys are no lists. */
const openedKey = (room: string) => ['opened', room];

/** To be called whenever a room is opened. */
export async function markOpened(database: IDBDatabase, room: string, now: number): Promise<void> {
  const transaction = database.transaction(kTokens, 'readwrite');
  transaction.objectStore(kTokens).put(now, openedKey(room));
  await committed(transaction);
}

/** Forgets what was not opened since `before`; one that has no mark gets one. A room in another tab is left alone. */
export async function forgetOldRooms(
  database: IDBDatabase,
  tabs: Tabs,
  { before, now, lockMs }: { before: number; now: number; lockMs: number },
): Promise<void> {
  for (const [room, opened] of await roomsOf(database)) {
    if (opened === null) await markOpened(database, room, now);
    if (opened === null || opened > before) continue;
    const release = await holdLock(tabs, outboxLock(room), { leavingMs: lockMs, goneMs: lockMs });
    if (!release) continue;
    try {
      if (!mayHoldUnsent(await readKept(database, room))) await forget(database, room);
    } finally {
      release();
    }
  }
}

async function roomsOf(database: IDBDatabase): Promise<Map<string, number | null>> {
  const transaction = database.transaction(kStores, 'readonly');
  const tokens = transaction.objectStore(kTokens);
  const [keys, values, checkpoints, entries] = await Promise.all([
    result(tokens.getAllKeys()),
    result<unknown[]>(tokens.getAll()),
    result(transaction.objectStore(kCheckpoints).getAllKeys()),
    result(transaction.objectStore(kEntries).getAllKeys()),
  ]);
  const rooms = new Map<string, number | null>();
  for (const key of [...keys, ...checkpoints, ...entries]) {
    const room = Array.isArray(key) ? (key[0] === 'opened' ? key[1] : key[0]) : key;
    if (typeof room === 'string') rooms.set(room, null);
  }
  for (const [index, key] of keys.entries()) {
    const at = values[index];
    if (Array.isArray(key) && typeof key[1] === 'string' && typeof at === 'number') rooms.set(key[1], at);
  }
  return rooms;
}

function mayHoldUnsent({ checkpoint, entries }: Kept): boolean {
  if (checkpoint === null) return false;
  try {
    return ClientSession.restore(checkpoint, entries).hasPending();
  } catch {
    return salvageTexts(checkpoint, entries).length > 0;
  }
}

async function forget(database: IDBDatabase, room: string): Promise<void> {
  const transaction = database.transaction(kStores, 'readwrite');
  transaction.objectStore(kTokens).delete(room);
  transaction.objectStore(kTokens).delete(openedKey(room));
  transaction.objectStore(kCheckpoints).delete(room);
  transaction.objectStore(kEntries).delete(entriesOf(room));
  await committed(transaction);
}
