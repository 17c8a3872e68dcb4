import type { RoomState } from './room_store.ts';

type Who = Pick<RoomState, 'can' | 'you' | 'view' | 'live'>;

// What a lock stops for those who do not manage the room; they may go on talking, stop a run and submit.
const kLocked: ReadonlySet<string> = new Set(['edit', 'edit_own', 'run']);

/** Whether one may do something by one's role and the room's state; the server decides for good. */
export function may(state: Who, permission: string): boolean {
  if (state.view.ended || state.live === 'over' || !state.can.includes(permission)) return false;
  return !state.view.locked || !kLocked.has(permission) || state.can.includes('manage');
}

/** Whether one may stop what runs, also in a locked room. */
export function mayStop(state: Who): boolean {
  return state.live !== 'over' && state.can.includes('run');
}

/** Whether one may change a document that belongs to `owner` (0: to everybody). */
export function mayEdit(state: Who, owner: number): boolean {
  if (may(state, 'manage')) return true;
  return owner === 0 ? may(state, 'edit') : owner === state.you && may(state, 'edit_own');
}

/** Whether one may open a new document for everybody; if not, perhaps one of one's own. */
export function ownerOfNew(state: Who): number | null {
  if (may(state, 'edit') || may(state, 'manage')) return 0;
  return may(state, 'edit_own') ? state.you : null;
}
