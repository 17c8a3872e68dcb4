import {
  CircleAlert,
  CircleCheck,
  CircleSlash,
  CloudOff,
  Flag,
  LoaderCircle,
  type LucideIcon,
} from 'lucide-react';
import { useEffect, useState } from 'react';
import { kText } from '../../strings.ts';
import { Button } from '../../ui/button.tsx';
import { Popover } from '../../ui/popover.tsx';
import { useSlow } from '../../ui/use_slow.ts';
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
  const unsent = useRoom((state) => state.unsent);
  const slow = useSlow(unsent, kSlowMs);
  const trust = useRoom(
    (state) => trustOf(state, slow),
    (a, b) =>
      a.kind === b.kind && (a.kind !== 'offline' || (b.kind === 'offline' && a.unsaved === b.unsaved)),
  );
  // Without the delay that keeps the words from flickering.
  const exact = useRoom((state) => trustOf(state, true).kind);
  const notKept = useRoom((state) => state.notKept);
  const seconds = useSecondsTo(useRoom((state) => state.retryAt));
  const Icon = kIcons[trust.kind];
  const text = trust.kind === 'offline' ? words.offline(trust.unsaved) : words[trust.kind];
  return (
    <>
      <Popover
        label={text}
        trigger={
          <button type="button" className={`trust ${trust.kind}`} data-trust={exact}>
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
