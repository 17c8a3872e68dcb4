import { useEffect, useState, useSyncExternalStore } from 'react';
import type { RoomStore } from '../room/room_store.ts';
import type { DeviceKind } from './devices.ts';
import { type CallState, RoomCall } from './room_call.ts';

interface Held {
  readonly call: RoomCall;
  readonly off: () => void;
  users: number;
}

const held = new Map<RoomStore, Held>();

// By the stream that the lobby gave: what was on when the room was last left, or null out of the call. Who comes back
// in brings the same stream, with tracks that have ended.
const lastInUse = new WeakMap<MediaStream, readonly DeviceKind[] | null>();

function inUse({ local }: CallState): readonly DeviceKind[] | null {
  if (local.phase !== 'joined') return null;
  return (['camera', 'microphone'] as const).filter((kind) => local[kind]);
}

// The panel may be taken from one place of the layout to another: the call goes on, and ends when it stays away.
function hold(room: RoomStore, stream: MediaStream | null): Held {
  const found = held.get(room);
  if (found) return found;
  const call = new RoomCall(room.client);
  const one = { call, off: room.onNotice((notice) => call.take(notice)), users: 0 };
  held.set(room, one);
  const wanted = stream && lastInUse.get(stream);
  if (wanted) void call.joinAgain(wanted);
  else if (wanted === undefined) call.join(stream);
  return one;
}

function release(room: RoomStore, one: Held, stream: MediaStream | null): void {
  one.users -= 1;
  if (stream) lastInUse.set(stream, inUse(one.call.state));
  setTimeout(() => {
    if (one.users > 0 || held.get(room) !== one) return;
    held.delete(room);
    one.off();
    one.call.stop();
  });
}

/**
 * The call of a room, joined with `stream` when it is first asked for; without one the person joins by a button. With a
 * stream that was in a call before, the devices that were on then are opened again.
 */
export function useCallOf(room: RoomStore, stream: MediaStream | null): { call: RoomCall; state: CallState } {
  const [one] = useState(() => hold(room, stream));
  useEffect(() => {
    one.users += 1;
    return () => release(room, one, stream);
  }, [room, one, stream]);
  const state = useSyncExternalStore(one.call.subscribe, () => one.call.state);
  return { call: one.call, state };
}
