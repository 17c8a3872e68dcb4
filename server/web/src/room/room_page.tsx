import type { Entered } from '../entered.ts';

export default function RoomPage({ entered }: { entered: Entered; onLeave: () => void }) {
  return <main>{entered.name}</main>;
}
