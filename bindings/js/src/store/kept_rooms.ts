import type { Kept } from './client_store.js';
import { entriesOf, kCheckpoints, kEntries, kTokens, result } from './database.js';

/** What the database has of a room, and the number of its last batch of entries. */
export async function readKept(database: IDBDatabase, room: string): Promise<Kept & { lastEntry: number }> {
  const transaction = database.transaction([kTokens, kCheckpoints, kEntries], 'readonly');
  const entries = transaction.objectStore(kEntries);
  const [token, checkpoint, batches, keys] = await Promise.all([
    result<unknown>(transaction.objectStore(kTokens).get(room)),
    result<unknown>(transaction.objectStore(kCheckpoints).get(room)),
    result<unknown[]>(entries.getAll(entriesOf(room))),
    result(entries.getAllKeys(entriesOf(room))),
  ]);
  const last = keys.at(-1);
  return {
    token: textOrNull(token),
    checkpoint: textOrNull(checkpoint),
    entries: batches.flat().map(String),
    lastEntry: Array.isArray(last) && typeof last[1] === 'number' ? last[1] : 0,
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
