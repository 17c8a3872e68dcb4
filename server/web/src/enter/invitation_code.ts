// The code of an invitation link, from the address bar to the join.
//
// It lets in whoever has it, so it leaves the address bar at once: it shall not be in a screenshot, in a shared
// screen, or in the history of the browser. Until one has joined it is kept for this tab alone (sessionStorage), or
// a reload of the lobby would have lost it.

const kPrefix = 'interview.code.';
const kCode = /^#i=([A-Za-z0-9_-]{1,128})$/;

/** Takes the code for `room` ('' for the owner's link) from the address, or from before a reload; '' if none. */
export function takeCode(room: string): string {
  const code = kCode.exec(location.hash)?.[1];
  if (code === undefined) return kept(room);
  history.replaceState(history.state, '', location.pathname + location.search);
  try {
    sessionStorage.setItem(kPrefix + room, code);
  } catch {
    // Without storage the code lives as long as the page.
  }
  return code;
}

/** Joined, or the link is of no use. */
export function forgetCode(room: string): void {
  try {
    sessionStorage.removeItem(kPrefix + room);
  } catch {
    // Nothing was kept then.
  }
}

/** Another link was pasted into the same tab: the browser does not load the page anew for that. */
export function onNewCode(room: string, run: (code: string) => void): () => void {
  const look = () => {
    if (kCode.test(location.hash)) run(takeCode(room));
  };
  addEventListener('hashchange', look);
  return () => removeEventListener('hashchange', look);
}

function kept(room: string): string {
  try {
    return sessionStorage.getItem(kPrefix + room) ?? '';
  } catch {
    return '';
  }
}
