// Whether this browser is in the room already: then its person comes back with one click, without the link.
import { BrowserStore } from '@libinterview/client';
import { useEffect, useState } from 'react';

export type Returning =
  | { readonly state: 'looking' }
  | { readonly state: 'new' }
  | {
      readonly state: 'here';
      readonly name: string;
      readonly role: string;
      /** Comes in as somebody new instead. What was not sent is offered in the room. */
      readonly forget: () => Promise<void>;
    };

/** Seconds that a token must be good for, or it is not worth trying. */
const kLeastSeconds = 30;

export function useReturning(room: string): Returning {
  const [returning, setReturning] = useState<Returning>({ state: 'looking' });
  useEffect(() => {
    let gone = false;
    void keptToken(room).then((token) => {
      if (gone) return;
      const who = token ? readToken(token) : null;
      const forget = async () => {
        await forgetToken(room);
        if (!gone) setReturning({ state: 'new' });
      };
      setReturning(who ? { state: 'here', ...who, forget } : { state: 'new' });
    });
    return () => {
      gone = true;
    };
  }, [room]);
  return returning;
}

// The store is closed again at once: what it keeps of unsent work belongs to the room.
async function keptToken(room: string): Promise<string | null> {
  const store = await BrowserStore.open(room);
  await store.close();
  return store.kept.token;
}

async function forgetToken(room: string): Promise<void> {
  const store = await BrowserStore.open(room);
  await store.write({ token: '' }).catch(() => undefined);
  await store.close();
}

/** Who a token says one is; null when it is over. Nothing is verified: the server does that. */
export function readToken(token: string, nowMs = Date.now()): { name: string; role: string } | null {
  const part = token.split('.')[1];
  if (!part) return null;
  try {
    const bytes = Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (one) =>
      one.charCodeAt(0),
    );
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof claims !== 'object' || claims === null) return null;
    const { name, role, exp } = claims as Readonly<Record<string, unknown>>;
    if (typeof exp !== 'number' || exp * 1000 < nowMs + kLeastSeconds * 1000) return null;
    return { name: typeof name === 'string' ? name : '', role: typeof role === 'string' ? role : '' };
  } catch {
    return null;
  }
}
