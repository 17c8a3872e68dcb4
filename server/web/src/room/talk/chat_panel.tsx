import type { ChatLine } from '@libinterview/client';
import { ArrowDown, SendHorizontal } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { kText } from '../../strings.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon_button.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import type { Channel } from '../desk.ts';
import { may } from '../may.ts';
import { personColour, personName } from '../people.ts';
import { cleanText } from '../run/clean_output.ts';
import { useDesk, useDeskStore } from '../use_desk.ts';
import { useRoom, useRoomStore } from '../use_room.ts';
import { When } from './when.tsx';

const words = kText.room.chat;

/** What people write to each other; interviewers have a channel of their own. */
export function ChatPanel() {
  const desk = useDeskStore();
  const channel = useDesk((state) => state.channel);
  const unread = useDesk((state) => state.unread);
  const privately = useRoom((state) => state.can.includes('interviewers'));
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Seen: on the screen, and the page is looked at.
    const seen = () => (element.current?.offsetParent && document.hasFocus() ? desk.state.channel : null);
    desk.chatSeen = seen;
    const look = () => {
      const now = seen();
      if (now) desk.read(now);
    };
    look();
    addEventListener('focus', look);
    const watch = new IntersectionObserver(look);
    if (element.current) watch.observe(element.current);
    return () => {
      removeEventListener('focus', look);
      watch.disconnect();
      desk.chatSeen = () => null;
    };
  }, [desk]);
  const show = (next: Channel) => {
    desk.set({ channel: next });
    desk.read(next);
  };
  if (!privately)
    return (
      <div className="chat" ref={element}>
        <Conversation channel="all" />
      </div>
    );
  const tab = (value: Channel, label: string) => ({
    value,
    label,
    count: unread[value],
    countLabel: words.unread,
    content: <Conversation channel={value} />,
  });
  return (
    <div className="chat" ref={element}>
      <Tabs
        label={words.to}
        value={channel}
        onChange={show}
        tabs={[tab('all', words.everyone), tab('interviewers', words.interviewers)]}
      />
    </div>
  );
}

function Conversation({ channel }: { channel: Channel }) {
  const chat = useRoom((state) => state.view.chat);
  const lines = chat.filter(
    (line) => !line.note && (line.to === 'interviewers') === (channel === 'interviewers'),
  );
  const box = useRef<HTMLElement>(null);
  const atEnd = useRef(true);
  const [behind, setBehind] = useState(false);
  const count = lines.length;
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || count === 0) return;
    if (atEnd.current) element.scrollTop = element.scrollHeight;
    else setBehind(true);
  }, [count]);
  return (
    <div className="conversation">
      <section
        ref={box}
        className="lines"
        aria-label={words.log}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
        tabIndex={0}
        onScroll={(event) => {
          const { scrollTop, clientHeight, scrollHeight } = event.currentTarget;
          atEnd.current = scrollTop + clientHeight >= scrollHeight - 8;
          if (atEnd.current) setBehind(false);
        }}
      >
        {count === 0 ? (
          <p className="empty">{channel === 'all' ? words.empty : words.emptyPrivate}</p>
        ) : (
          <ol>
            {lines.map((line, index) => (
              <Line key={line.seq} line={line} first={lines[index - 1]?.by !== line.by} />
            ))}
          </ol>
        )}
      </section>
      {behind && (
        <Button
          className="jump"
          icon={<ArrowDown size={14} aria-hidden />}
          onClick={() => box.current?.scrollTo({ top: box.current.scrollHeight })}
        >
          {words.jump}
        </Button>
      )}
      <Write channel={channel} />
    </div>
  );
}

function Line({ line, first }: { line: ChatLine; first: boolean }) {
  const name = useRoom((state) => personName(state.view, line.by));
  const own = useRoom((state) => state.you === line.by);
  return (
    <li className={first ? 'line first' : 'line'}>
      {first && (
        <div className="line-head">
          <strong style={{ color: personColour(line.by) }}>{name}</strong>
          {own && <span className="soft">({kText.room.you})</span>}
          <When at={line.at} />
        </div>
      )}
      <p className="said">{cleanText(line.text)}</p>
    </li>
  );
}

function Write({ channel }: { channel: Channel }) {
  const room = useRoomStore();
  const desk = useDeskStore();
  const text = useDesk((state) => state.drafts[channel]);
  const may_ = useRoom((state) => may(state, channel === 'all' ? 'chat' : 'interviewers'));
  const ended = useRoom((state) => state.view.ended);
  if (!may_) return <p className="cannot">{ended ? words.ended : words.cannot}</p>;
  const send = () => {
    if (text.trim() === '') return;
    if (room.send({ type: 'chat', text, to: channel })) desk.draft(channel, '');
  };
  const label = channel === 'all' ? words.write : words.writePrivate;
  return (
    <form
      className="write"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        className="input"
        rows={Math.min(6, text.split('\n').length)}
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={(event) => desk.draft(channel, event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          send();
        }}
      />
      <IconButton type="submit" label={words.send} disabled={text.trim() === ''}>
        <SendHorizontal size={16} aria-hidden />
      </IconButton>
    </form>
  );
}
