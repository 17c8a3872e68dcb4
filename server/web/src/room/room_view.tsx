import { Download, Flag } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { stopStream } from '../call/devices.ts';
import { kText } from '../strings.ts';
import { Boundary } from '../ui/boundary.tsx';
import { Button } from '../ui/button.tsx';
import { Bar } from './bar/bar.tsx';
import { EditorPanel } from './editor/editor_panel.tsx';
import { useEditor } from './editor/use_editor.ts';
import { FailureBanner } from './failure.tsx';
import { DropZone } from './files/drop_zone.tsx';
import { download } from './files/file_actions.ts';
import { NarrowLayout } from './layout/narrow_layout.tsx';
import { useWidth } from './layout/use_width.ts';
import { usePanels, WideLayout } from './layout/wide_layout.tsx';
import { hearKeys } from './room_keys.ts';
import { cleanText } from './run/clean_output.ts';
import { useRuns } from './run/run_context.ts';
import { ShortcutsDialog } from './shortcuts_dialog.tsx';
import { useDesk, useDeskStore } from './use_desk.ts';
import { useRoom, useRoomStore } from './use_room.ts';

const CallPanel = lazy(() => import('../call/call_panel.tsx'));

export interface RoomViewProps {
  stream: MediaStream | null;
  onLeave: () => void;
  onAgain: () => void;
}

/** Leaving with unsaved changes is asked about; without, never. */
function LeaveGuard() {
  const room = useRoomStore();
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (room.state.unsent) event.preventDefault();
    };
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [room]);
  return null;
}

/** The title of the browser's tab, with what is unread. */
function TabTitle() {
  const title = useRoom((state) => state.view.title);
  const unread = useDesk((state) => state.unread.all + state.unread.interviewers);
  useEffect(() => {
    const text = kText.room.title(cleanText(title));
    document.title = unread > 0 ? `(${unread}) ${text}` : text;
  }, [title, unread]);
  return null;
}

function useBox(className: string): HTMLElement {
  const [box] = useState(() => {
    const element = document.createElement('div');
    element.className = className;
    return element;
  });
  return box;
}

/** The room once it is known: bar, panels, and what floats over them. */
export function RoomView({ stream, onLeave, onAgain }: RoomViewProps) {
  const room = useRoomStore();
  const desk = useDeskStore();
  const { runner } = useRuns();
  const { narrow, tiny } = useWidth();
  const editor = useEditor(room, desk);
  const panels = usePanels();
  const call = useBox('call-box');
  const calls = useRoom((state) => state.can.includes('signal'));
  const [shortcuts, setShortcuts] = useState(false);
  useEffect(
    () =>
      hearKeys({
        run: () => void runner.press(performance.now()),
        shortcuts: () => setShortcuts(true),
        focusCode: () => editor.host?.focus(),
      }),
    [runner, editor.host],
  );
  const code = <EditorPanel editor={editor} />;
  const words = kText.room.settings;
  const switches = narrow
    ? []
    : (['side', 'results', 'people'] as const).map((name) => ({
        label: words[name],
        on: panels.open[name],
        set: (on: boolean) => panels.set(name, on),
      }));
  return (
    <div className="room">
      <Bar
        narrow={narrow}
        settings={{ onShortcuts: () => setShortcuts(true), panels: switches }}
        onLeave={onLeave}
      />
      <Banners onLeave={onLeave} onAgain={onAgain} />
      <main className="room-body">
        {narrow ? (
          <NarrowLayout tiny={tiny} code={code} call={calls ? call : null} />
        ) : (
          <WideLayout panels={panels} code={code} call={calls ? call : null} />
        )}
      </main>
      {createPortal(
        <Boundary onBroken={() => stopStream(stream)}>
          <Suspense fallback={null}>
            <CallPanel room={room} stream={stream} />
          </Suspense>
        </Boundary>,
        call,
      )}
      <LeaveGuard />
      <TabTitle />
      <DropZone />
      <Said />
      <ShortcutsDialog open={shortcuts} onClose={() => setShortcuts(false)} />
    </div>
  );
}

function Banners({ onLeave, onAgain }: { onLeave: () => void; onAgain: () => void }) {
  const room = useRoomStore();
  const ended = useRoom((state) => state.view.ended);
  const over = useRoom((state) => (state.live === 'over' ? state.why : null));
  if (ended)
    return (
      <div className="banner" role="status">
        <Flag size={16} aria-hidden />
        <span>{kText.room.trust.about.ended}</span>
        <Button icon={<Download size={14} aria-hidden />} onClick={() => download(room)}>
          {kText.room.files.download}
        </Button>
      </div>
    );
  return over ? <FailureBanner why={over} onLeave={onLeave} onAgain={onAgain} /> : null;
}

/** What happens in the room, read out without taking the focus. */
function Said() {
  const said = useDesk((state) => state.said);
  return (
    <div className="unseen" role="log" aria-live="polite">
      {said.text && <p key={said.n}>{said.text}</p>}
    </div>
  );
}
