// From when the clock counts, in the room's time: the begin of the interview, the same for everybody; or a moment that
// the person chose, kept over reloads.

const kKey = (room: string) => `interview.clock_from.${room}`;

/** The person's own start; null: none. */
export function ownStart(room: string, storage: Storage | null): number | null {
  const kept = Number.parseInt(storage?.getItem(kKey(room)) ?? '', 10);
  return Number.isSafeInteger(kept) && kept >= 0 ? kept : null;
}

/** null: from the begin of the interview again. */
export function setOwnStart(room: string, at: number | null, storage: Storage | null): void {
  try {
    if (at === null) storage?.removeItem(kKey(room));
    else storage?.setItem(kKey(room), String(Math.floor(at)));
  } catch {
    // Full, or forbidden: it lasts as long as the page.
  }
}

/** "00:42:10". */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
