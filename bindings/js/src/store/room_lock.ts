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
  return new Promise((resolve, reject) => {
    const asked = locks.request(name, { signal: AbortSignal.timeout(waitMs) }, () => {
      return new Promise<void>((release) => resolve(release));
    });
    asked.catch((thrown: unknown) => {
      const late =
        thrown instanceof DOMException && (thrown.name === 'AbortError' || thrown.name === 'TimeoutError');
      if (late) resolve(null);
      else reject(thrown);
    });
  });
}
