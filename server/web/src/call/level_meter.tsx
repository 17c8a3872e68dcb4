import { useEffect, useRef } from 'react';
import { kText } from '../strings.ts';
import './level.css';
import { watchLevel } from './level.ts';

/** A bar that moves with the microphone of `stream`. */
export function LevelMeter({ stream }: { stream: MediaStream }) {
  const bar = useRef<HTMLMeterElement>(null);
  useEffect(
    () =>
      watchLevel(stream, (level) => {
        if (bar.current) bar.current.value = level;
      }),
    [stream],
  );
  return <meter ref={bar} className="level" min={0} max={1} value={0} aria-label={kText.call.level} />;
}
