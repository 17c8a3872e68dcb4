import {
  CircleAlert,
  CircleCheck,
  CircleSlash,
  CloudOff,
  Flag,
  LoaderCircle,
  type LucideIcon,
} from 'lucide-react';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { kText } from '../../strings.ts';
import { Button } from '../../ui/button.tsx';
import { Popover } from '../../ui/popover.tsx';
import type { RoomStore } from '../room_store.ts';
import { useRoom, useRoomStore } from '../use_room.ts';
import { type Trust, trustOf } from './trust.ts';

const words = kText.room.trust;
const kSlowMs = 500;
const kIcons: Readonly<Record<Trust['kind'], LucideIcon>> = {
  saved: CircleCheck,
  saving: LoaderCircle,
  connecting: LoaderCircle,
  reconnecting: LoaderCircle,
  ended: Flag,
  out: CircleSlash,
  paused: CircleAlert,
  offline: CloudOff,
};

/**
 * True once something has been on its way for a moment: what is quick is not shown at all. Nor is anything drawn
 * for it, as it comes and goes with each letter.
 */
function useSlowlySent(room: RoomStore): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      if (room.state.unsent) {
        timer ??= setTimeout(() => setSlow(true), kSlowMs);
        return;
      }
      clearTimeout(timer);
      timer = undefined;
      setSlow(false);
    };
    look();
    const end = room.subscribe(look);
    return () => {
      end();
      clearTimeout(timer);
    };
  }, [room]);
  return slow;
}

/** Writes the state, without the delay that keeps the words from flickering, to an element's data-trust. */
function useExact(room: RoomStore, element: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    let written = '';
    const write = () => {
      const { kind } = trustOf(room.state, true);
      if (kind !== written && element.current) element.current.setAttribute('data-trust', kind);
      written = kind;
    };
    write();
    return room.subscribe(write);
  }, [room, element]);
}

function useSecondsTo(at: number): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (at === 0) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [at]);
  return Math.max(0, Math.ceil((at - now) / 1000));
}

function spoken(trust: Trust): string {
  if (trust.kind === 'saved' || trust.kind === 'saving') return '';
  // Without the count, which changes with every key.
  return trust.kind === 'offline' ? words.offline(0) : words[trust.kind];
}

/** Is it safe? In words and with an icon; more of it on a click. */
export function TrustState() {
  const room = useRoomStore();
  const button = useRef<HTMLButtonElement>(null);
  const slow = useSlowlySent(room);
  useExact(room, button);
  const trust = useRoom(
    (state) => trustOf(state, slow),
    (a, b) =>
      a.kind === b.kind && (a.kind !== 'offline' || (b.kind === 'offline' && a.unsaved === b.unsaved)),
  );
  const notKept = useRoom((state) => state.notKept);
  const seconds = useSecondsTo(useRoom((state) => state.retryAt));
  const Icon = kIcons[trust.kind];
  const text = trust.kind === 'offline' ? words.offline(trust.unsaved) : words[trust.kind];
  return (
    <>
      <Popover
        label={text}
        trigger={
          <button type="button" className={`trust ${trust.kind}`} ref={button}>
            <Icon size={16} aria-hidden className={Icon === LoaderCircle ? 'turning' : undefined} />
            <span>{text}</span>
          </button>
        }
      >
        <div className="stack">
          <strong>{text}</strong>
          <p>{words.about[trust.kind]}</p>
          {notKept && <p className="warned">{words.notKept(notKept)}</p>}
          {trust.kind === 'offline' && (
            <>
              <p className="soft">{words.nextTry(seconds)}</p>
              <Button onClick={() => room.client.retryNow()}>{words.tryNow}</Button>
            </>
          )}
        </div>
      </Popover>
      {/* Read out when it changes to something that matters; the coming and going of "Saving…" does not. */}
      <span className="unseen" role="status">
        {spoken(trust)}
      </span>
    </>
  );
}
