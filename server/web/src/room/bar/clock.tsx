import { Timer } from 'lucide-react';
import { useEffect, useState } from 'react';
import { kText } from '../../strings.ts';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { useRoomStore } from '../use_room.ts';
import { clockStart, clockText, restartClock } from './clock_text.ts';

const words = kText.room.bar;

function storage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

/** How long one has been here. */
export function Clock() {
  const room = useRoomStore().link.room;
  const [start, setStart] = useState(() => clockStart(room, Date.now(), storage()));
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const text = clockText(now - start);
  return (
    <Menu
      trigger={
        <button type="button" className="clock" aria-label={words.clock(text)}>
          <Timer size={14} aria-hidden />
          {text}
        </button>
      }
    >
      <MenuItem
        onSelect={() => {
          const at = Date.now();
          restartClock(room, at, storage());
          setStart(at);
          setNow(at);
        }}
      >
        {words.restartClock}
      </MenuItem>
    </Menu>
  );
}
