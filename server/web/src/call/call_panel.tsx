import type { RoomStore } from '../room/room_store.ts';

export interface CallPanelProps {
  room: RoomStore;
  /** What the lobby chose; the panel stops it when it goes. */
  stream: MediaStream | null;
}

export default function CallPanel(_: CallPanelProps) {
  return <section />;
}
