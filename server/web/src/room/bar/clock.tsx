import { Timer } from 'lucide-react';
import { useEffect, useState } from 'react';
import { kText } from '../../strings.ts';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { useRoom, useRoomStore } from '../use_room.ts';
import { clockText, ownStart, setOwnStart } from './clock_text.ts';

const words = kText.room.bar;

function storage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

/** The time of the room, in whole seconds while it goes on; it stands when the interview has ended. */
function useRoomTime(): number {
  const zero = useRoom((state) => state.zero);
  const ended = useRoom((state) => state.view.ended);
  const last = useRoom((state) => (state.view.ended || state.zero === null ? state.view.now : 0));
  const [now, setNow] = useState(Date.now);
  const goes = !ended && zero !== null;
  useEffect(() => {
    if (!goes) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [goes]);
  return goes ? now - zero : last;
}

/** For how long the interview has been going on: for everybody from the same moment, unless one wants another. */
export function Clock() {
  const room = useRoomStore().link.room;
  const began = useRoom((state) => state.view.began);
  const now = useRoomTime();
  const [own, setOwn] = useState(() => ownStart(room, storage()));
  const from = own ?? began;
  const text = clockText(from === null ? 0 : now - from);
  const about = own !== null ? words.clockOwn : began !== null ? words.clock : words.clockWaits;
  const count = (at: number | null) => {
    setOwnStart(room, at, storage());
    setOwn(at);
  };
  return (
    <Menu
      trigger={
        <button
          type="button"
          className={from === null ? 'clock waits' : 'clock'}
          aria-label={about(text)}
          title={about(text)}
        >
          <Timer size={14} aria-hidden />
          {text}
        </button>
      }
    >
      <MenuItem onSelect={() => count(now)}>{words.clockFromNow}</MenuItem>
      <MenuItem disabled={own === null} onSelect={() => count(null)}>
        {words.clockFromBegin}
      </MenuItem>
    </Menu>
  );
}
