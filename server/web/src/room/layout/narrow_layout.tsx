import { MessageSquare, SquareTerminal, Video } from 'lucide-react';
import type { ReactNode } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { kText } from '../../strings.ts';
import { type Tab, Tabs } from '../../ui/tabs.tsx';
import type { PhoneView } from '../desk.ts';
import { ResultsPanel } from '../run/results_panel.tsx';
import { ChatPanel } from '../talk/chat_panel.tsx';
import { useDesk, useDeskStore } from '../use_desk.ts';
import { PanelFrame } from './panel_frame.tsx';
import { useSideTabs } from './side_panel.tsx';
import { Slot } from './slot.tsx';

const words = kText.room.panels;

export interface NarrowLayoutProps {
  /** A phone: video is a strip above the code, and no tab. */
  tiny: boolean;
  code: ReactNode;
  /** null: one is not in the call. */
  call: HTMLElement | null;
}

/** The code in full width, everything else as tabs below it. */
export function NarrowLayout({ tiny, code, call }: NarrowLayoutProps) {
  const desk = useDeskStore();
  const view = useDesk((state) => state.phone);
  const unread = useDesk((state) => state.unread.all + state.unread.interviewers);
  const side = useSideTabs();
  const tabs: Tab<PhoneView>[] = [
    {
      value: 'results',
      label: words.results,
      icon: <SquareTerminal size={14} aria-hidden />,
      content: <ResultsPanel />,
      keep: true,
    },
    {
      value: 'chat',
      label: kText.room.chat.tab,
      icon: <MessageSquare size={14} aria-hidden />,
      count: unread,
      countLabel: kText.room.chat.unread,
      content: <ChatPanel />,
      keep: true,
    },
  ];
  if (!tiny && call)
    tabs.push({
      value: 'call',
      label: words.call,
      icon: <Video size={14} aria-hidden />,
      content: <Slot box={call} />,
      keep: true,
    });
  tabs.push(...side);
  return (
    <div className="room-narrow">
      {tiny && call && (
        <PanelFrame id="call" label={words.call} className="strip">
          <Slot box={call} />
        </PanelFrame>
      )}
      <Group orientation="vertical" className="room-stack">
        <Panel id="code" minSize="120px" defaultSize="58%">
          <PanelFrame id="code" label={words.code}>
            {code}
          </PanelFrame>
        </Panel>
        <Separator className="divider across" aria-label={words.resizeResults} />
        <Panel id="rest" minSize="40px">
          <PanelFrame id="rest" label={words.views}>
            <Tabs
              label={words.views}
              value={tabs.some((tab) => tab.value === view) ? view : 'results'}
              onChange={(next) => desk.set({ phone: next })}
              tabs={tabs}
            />
          </PanelFrame>
        </Panel>
      </Group>
    </div>
  );
}
