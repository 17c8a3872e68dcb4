import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Desk, DeskState } from './desk.ts';

export const DeskContext = createContext<Desk | null>(null);

export function useDeskStore(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('outside of a room');
  return desk;
}

/** A part of the desk: a field, or something that is the same object for the same state. */
export function useDesk<Part>(select: (state: DeskState) => Part): Part {
  const desk = useDeskStore();
  return useSyncExternalStore(desk.subscribe, () => select(desk.state));
}
