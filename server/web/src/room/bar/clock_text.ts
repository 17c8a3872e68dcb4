// How long the person has been here: kept over reloads, started anew on request.

const kKey = (room: string) => `interview.clock.${room}`;

/** When the clock of a room was started, ms since 1970; it is started now if it was not. */
export function clockStart(room: string, now: number, storage: Storage | null): number {
  const kept = Number(storage?.getItem(kKey(room)) ?? Number.NaN);
  if (Number.isFinite(kept) && kept > 0 && kept <= now && now - kept < 24 * 3600_000) return kept;
  restartClock(room, now, storage);
  return now;
}

export function restartClock(room: string, now: number, storage: Storage | null): void {
  try {
    storage?.setItem(kKey(room), String(now));
  } catch {
    // Full, or forbidden: the clock lasts as long as the page.
  }
}

/** "00:42:10". */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
