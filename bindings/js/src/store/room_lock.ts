/** The name of the lock of a room's outbox. */
export function outboxLock(room: string): string {
  return `libinterview ${room}`;
}

/**
 * A lock of that name among the tabs of a site, held until what this returns is called or the tab is gone; null if
 * another tab keeps it for so long. Rejects where there are no locks (RFC: Web Locks API; secure contexts only).
 */
export async function holdLock(
  locks: LockManager | undefined,
  name: string,
  waitMs: number,
): Promise<(() => void) | null> {
  if (!locks) throw new Error('this page has no locks: it is not served over https');
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), waitMs);
  try {
    return await new Promise((resolve, reject) => {
      const use = () => new Promise<void>((release) => resolve(release));
      locks.request(name, { signal: patience.signal }, use).catch(reject);
    });
  } catch (thrown) {
    if (patience.signal.aborted) return null;
    throw thrown;
  } finally {
    clearTimeout(timer);
  }
}
