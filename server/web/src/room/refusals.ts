import type { Errc } from '@libinterview/client';
import { kText } from '../strings.ts';

/** Why something was refused, in words. */
export function refusalWords({ code, message }: { code: Errc; message: string }): string {
  const words: Readonly<Record<string, string | ((message: string) => string)>> = kText.room.refused;
  const known = words[code];
  return typeof known === 'string' ? known : kText.room.refused.other(message);
}

/** Why one is not in the room (any more), in words. */
export function failureWords({ code, message }: { code: Errc; message: string }): string {
  const words = kText.room.failure;
  switch (code) {
    case 'ended':
      return words.ended;
    case 'removed':
      return words.removed;
    case 'closed':
    case 'client_of_another':
      return words.replaced;
    case 'no_such_room':
    case 'not_found':
      return words.noRoom;
    case 'bad_invitation':
    case 'invitation_expired':
    case 'invitation_used_up':
      return words.invitation;
    case 'io':
    case 'timed_out':
      return words.unreachable;
    default:
      return code.startsWith('token_') || code === 'unknown_key' ? words.token : words.other(message);
  }
}
