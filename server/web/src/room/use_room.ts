import { createContext, useContext, useRef, useSyncExternalStore } from 'react';
import type { RoomState, RoomStore } from './room_store.ts';

export const RoomContext = createContext<RoomStore | null>(null);

/** The room that the component is in. */
export function useRoomStore(): RoomStore {
  const store = useContext(RoomContext);
  if (!store) throw new Error('outside of a room');
  return store;
}

/**
 * A part of the room's state. The component is drawn again only when the part changes: `select` must give the same
 * object for the same state, or something for which `same` tells.
 */
export function useRoom<Part>(
  select: (state: RoomState) => Part,
  same: (a: Part, b: Part) => boolean = Object.is,
): Part {
  const store = useRoomStore();
  const last = useRef<{ state: RoomState; select: (state: RoomState) => Part; part: Part } | null>(null);
  return useSyncExternalStore(store.subscribe, () => {
    const { state } = store;
    // Another `select` may be of another document or run.
    if (last.current?.state === state && last.current.select === select) return last.current.part;
    const part = select(state);
    const kept = last.current && same(last.current.part, part) ? last.current.part : part;
    last.current = { state, select, part: kept };
    return kept;
  });
}

/** Lists of the same length with the same items, or items for which `same` tells. */
export function sameList<Item>(same: (a: Item, b: Item) => boolean = Object.is) {
  return (a: readonly Item[], b: readonly Item[]): boolean =>
    a.length === b.length && a.every((item, index) => same(item, b[index] as Item));
}
