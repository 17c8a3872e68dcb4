import { BrowserStore, type ClientStore, MemoryStore } from '@libinterview/client';

/** What keeps unsent work over a reload; where the browser does not let it, what keeps it as long as the page. */
export async function openStore(room: string): Promise<ClientStore> {
  try {
    return await BrowserStore.open(room);
  } catch {
    return new MemoryStore();
  }
}
