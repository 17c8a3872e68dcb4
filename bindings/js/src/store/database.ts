/** The IndexedDB behind BrowserStore: for each room a token, a checkpoint, and batches of entries in order. */

const kName = 'libinterview';
const kVersion = 1;
const kOpenMs = 5000;

export const kTokens = 'tokens'; // room → string
export const kCheckpoints = 'checkpoints'; // room → string
export const kEntries = 'entries'; // [room, number] → string[]

/** Everything in `entries` that belongs to a room. */
export function entriesOf(room: string): IDBKeyRange {
  return IDBKeyRange.bound([room], [room, []]);
}

/** Rejects if there is no IndexedDB, if it is denied, or if it does not answer. */
export async function openDatabase(factory: IDBFactory | undefined): Promise<IDBDatabase> {
  if (!factory) throw new Error('there is no IndexedDB here');
  const request = factory.open(kName, kVersion);
  request.onupgradeneeded = () => {
    for (const store of [kTokens, kCheckpoints, kEntries]) request.result.createObjectStore(store);
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('IndexedDB does not answer')), kOpenMs);
  });
  try {
    const database = await Promise.race([result(request), late]);
    database.onversionchange = () => database.close();
    return database;
  } finally {
    clearTimeout(timer);
  }
}

export function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('a request of IndexedDB failed'));
  });
}

/** When everything of a transaction is in the database. */
export function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = () => reject(transaction.error ?? new Error('a transaction of IndexedDB was aborted'));
    transaction.oncomplete = () => resolve();
    transaction.onerror = failed;
    transaction.onabort = failed;
  });
}
