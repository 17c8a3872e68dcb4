/** The name of the lock of a room's outbox. */
export function outboxLock(room: string): string {
  return `libinterview ${room}`;
}

/** By which the tabs of a site talk; a BroadcastChannel is one. */
export interface TabChannel {
  postMessage(message: string): void;
  close(): void;
  onmessage: ((event: MessageEvent) => void) | null;
}

/** What the tabs of a site have in common. */
export interface Tabs {
  locks: LockManager | undefined;
  /** null: they cannot talk, and none ever answers. */
  channel: ((name: string) => TabChannel) | null;
}

export interface LockPatience {
  /** For a page that is being left to let it go, in ms. */
  leavingMs: number;
  /** For a tab that was killed, and whose lock is there until the browser has noticed: it does not answer. In ms. */
  goneMs: number;
}

export function tabsHere(locks?: LockManager): Tabs {
  return { locks: locks ?? globalThis.navigator?.locks, channel: globalThis.BroadcastChannel ? open : null };
}

function open(name: string): TabChannel {
  const channel: BroadcastChannel & { unref?(): void } = new BroadcastChannel(name);
  // Node would not end while it is open.
  channel.unref?.();
  return channel;
}

const kAsk = 'who has it?';
const kHere = 'I have';

/**
 * A lock of that name among the tabs of a site, held until what this returns is called or the tab is gone; null if
 * another tab keeps it. Rejects where there are no locks (Web Locks API; secure contexts only).
 */
export async function holdLock(
  { locks, channel }: Tabs,
  name: string,
  { leavingMs, goneMs }: LockPatience,
): Promise<(() => void) | null> {
  if (!locks) throw new Error('this page has no locks: it is not served over https');
  const patience = new AbortController();
  const giveUp = () => patience.abort();
  let asking: TabChannel | null = null;
  const ask = () => {
    asking = channel?.(name) ?? null;
    if (!asking) return;
    asking.onmessage = ({ data }) => data === kHere && giveUp();
    asking.postMessage(kAsk);
  };
  const timers = [setTimeout(ask, leavingMs), setTimeout(giveUp, goneMs)];
  try {
    const release = await new Promise<() => void>((resolve, reject) => {
      const use = () => new Promise<void>((done) => resolve(done));
      locks.request(name, { signal: patience.signal }, use).catch(reject);
    });
    return answering(channel?.(name) ?? null, release);
  } catch (thrown) {
    if (patience.signal.aborted) return null;
    throw thrown;
  } finally {
    timers.forEach(clearTimeout);
    (asking as TabChannel | null)?.close();
  }
}

/** Says to whoever asks that this tab has the lock, until it is released. */
function answering(channel: TabChannel | null, release: () => void): () => void {
  if (!channel) return release;
  channel.onmessage = ({ data }) => data === kAsk && channel.postMessage(kHere);
  return () => {
    channel.close();
    release();
  };
}
