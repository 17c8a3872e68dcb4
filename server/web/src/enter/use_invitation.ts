import { asInterviewError, type Invitation, lookAt } from '@libinterview/client';
import { useCallback, useEffect, useState } from 'react';
import type { LinkTrouble } from './link_error.tsx';

export type Looked =
  | { readonly state: 'looking' }
  | { readonly state: 'good'; readonly invitation: Invitation }
  | { readonly state: 'bad'; readonly trouble: LinkTrouble; readonly message: string };

const kWords: ReadonlySet<string> = new Set([
  'bad_invitation',
  'invitation_expired',
  'invitation_used_up',
  'no_such_room',
  'ended',
  'too_fast',
]);

/** Which words an error of the way in has. */
export function linkTrouble(thrown: unknown): { trouble: LinkTrouble; message: string } {
  const { code, message } = asInterviewError(thrown);
  if (kWords.has(code)) return { trouble: code as LinkTrouble, message };
  const away = ['io', 'timed_out', 'closed', 'busy', 'store_unavailable'].includes(code);
  return { trouble: away ? 'unreachable' : 'other', message };
}

/** Looks at a link without using it up; `again` looks once more. */
export function useInvitation(room: string, code: string): [Looked, () => void] {
  const [looked, setLooked] = useState<Looked>({ state: 'looking' });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (code === '') return setLooked({ state: 'bad', trouble: 'no_code', message: '' });
    let gone = false;
    setLooked({ state: 'looking' });
    lookAt({ origin: location.origin, room, code }).then(
      (invitation) => !gone && setLooked({ state: 'good', invitation }),
      (thrown: unknown) => !gone && setLooked({ state: 'bad', ...linkTrouble(thrown) }),
    );
    return () => {
      gone = true;
    };
  }, [room, code, attempt]);
  return [looked, useCallback(() => setAttempt((before) => before + 1), [])];
}
