// The one state of trust: is what I typed safe?
import type { RoomState } from '../room_store.ts';

export type Trust =
  | { readonly kind: 'saved' | 'saving' | 'connecting' | 'reconnecting' | 'ended' | 'out' | 'paused' }
  | { readonly kind: 'offline'; readonly unsaved: number };

/** `slow`: something has been on its way for longer than a moment. */
export function trustOf(
  state: Pick<RoomState, 'live' | 'pending' | 'unsent' | 'saving' | 'wasLive' | 'view'>,
  slow: boolean,
): Trust {
  if (state.live === 'over') return { kind: state.view.ended && !state.unsent ? 'ended' : 'out' };
  if (state.live === 'waiting') return { kind: 'offline', unsaved: state.pending };
  if (state.live !== 'live') return { kind: state.wasLive ? 'reconnecting' : 'connecting' };
  if (!state.saving) return { kind: 'paused' };
  if (state.unsent && slow) return { kind: 'saving' };
  return { kind: state.view.ended ? 'ended' : 'saved' };
}
