import { useEffect, useState, useSyncExternalStore } from 'react';
import type { RoomStore } from '../room/room_store.ts';
import { type CallState, RoomCall } from './room_call.ts';

interface Held {
  readonly call: RoomCall;
  readonly off: () => void;
  users: number;
}

const held = new Map<RoomStore, Held>();

// The panel may be taken from one place of the layout to another: the call goes on, and ends when it stays away.
function hold(room: RoomStore, stream: MediaStream | null): Held {
  const found = held.get(room);
  if (found) return found;
  const call = new RoomCall(room.client);
  const one = { call, off: room.onNotice((notice) => call.take(notice)), users: 0 };
  held.set(room, one);
  if (stream) call.join(stream);
  return one;
}

function release(room: RoomStore, one: Held): void {
  one.users -= 1;
  setTimeout(() => {
    if (one.users > 0 || held.get(room) !== one) return;
    held.delete(room);
    one.off();
    one.call.stop();
  });
}

/** The call of a room, joined with `stream` when it is first asked for; without one the person joins by a button. */
export function useCallOf(room: RoomStore, stream: MediaStream | null): { call: RoomCall; state: CallState } {
  const [one] = useState(() => hold(room, stream));
  useEffect(() => {
    one.users += 1;
    return () => release(room, one);
  }, [room, one]);
  const state = useSyncExternalStore(one.call.subscribe, () => one.call.state);
  return { call: one.call, state };
}
