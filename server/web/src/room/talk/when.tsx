import { useRoom } from '../use_room.ts';

const kTime = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const kWhole = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });

/** A moment of the room's time (ms) as the viewer's clock has it; nothing before the two are known of each other. */
export function When({ at }: { at: number }) {
  const zero = useRoom((state) => state.zero);
  if (zero === null) return null;
  const moment = new Date(zero + at);
  return (
    <time className="soft" dateTime={moment.toISOString()} title={kWhole.format(moment)}>
      {kTime.format(moment)}
    </time>
  );
}
