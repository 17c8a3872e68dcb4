import { type ReactNode, useCallback, useState } from 'react';
import {
  Group,
  Panel,
  type PanelImperativeHandle,
  Separator,
  useDefaultLayout,
} from 'react-resizable-panels';
import { kText } from '../../strings.ts';
import { ResultsPanel } from '../run/results_panel.tsx';
import { ChatPanel } from '../talk/chat_panel.tsx';
import { PanelFrame } from './panel_frame.tsx';
import { SidePanel } from './side_panel.tsx';
import { Slot } from './slot.tsx';

const words = kText.room.panels;
export type PanelName = 'side' | 'people' | 'results';

/** What opens and closes the panels, and which are open. */
export interface Panels {
  readonly open: Readonly<Record<PanelName, boolean>>;
  set(panel: PanelName, on: boolean): void;
}

// A browser that keeps nothing gives the layout of the first visit each time.
const storage = {
  getItem(key: string): string | null {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  setItem(key: string, value: string): void {
    try {
      localStorage.setItem(key, value);
    } catch {
      // Full, or forbidden.
    }
  },
};

/** The handles of the panels, and what is known of them. */
export function usePanels(): Panels & {
  handle(panel: PanelName): (handle: PanelImperativeHandle | null) => void;
  sized(panel: PanelName, pixels: number): void;
} {
  const [handles] = useState(() => new Map<PanelName, PanelImperativeHandle>());
  const [open, setOpen] = useState<Record<PanelName, boolean>>({ side: true, people: true, results: true });
  const set = useCallback(
    (panel: PanelName, on: boolean) => {
      const handle = handles.get(panel);
      if (on) handle?.expand();
      else handle?.collapse();
    },
    [handles],
  );
  const [setters] = useState(() => {
    const of = (panel: PanelName) => (handle: PanelImperativeHandle | null) => {
      if (handle) handles.set(panel, handle);
      else handles.delete(panel);
    };
    return { side: of('side'), people: of('people'), results: of('results') };
  });
  const sized = useCallback((panel: PanelName, pixels: number) => {
    setOpen((before) => (before[panel] === pixels > 0 ? before : { ...before, [panel]: pixels > 0 }));
  }, []);
  return { open, set, handle: (panel) => setters[panel], sized };
}

export interface WideLayoutProps {
  panels: ReturnType<typeof usePanels>;
  code: ReactNode;
  /** null: one is not in the call. */
  call: HTMLElement | null;
}

/** Three columns: files and problem; code over results; video over chat. */
export function WideLayout({ panels, code, call }: WideLayoutProps) {
  const columns = useDefaultLayout({ id: 'interview.columns', storage });
  const middle = useDefaultLayout({ id: 'interview.middle', storage });
  const right = useDefaultLayout({ id: 'interview.right', storage });
  return (
    <Group
      className="room-columns"
      defaultLayout={columns.defaultLayout}
      onLayoutChanged={columns.onLayoutChanged}
    >
      <Panel
        id="side"
        collapsible
        defaultSize="260px"
        minSize="180px"
        maxSize="45%"
        groupResizeBehavior="preserve-pixel-size"
        panelRef={panels.handle('side')}
        onResize={(size) => panels.sized('side', size.inPixels)}
      >
        <PanelFrame id="side" label={words.side}>
          <SidePanel />
        </PanelFrame>
      </Panel>
      <Separator className="divider" aria-label={words.resizeSide} />
      <Panel id="middle" minSize="320px">
        <Group
          orientation="vertical"
          defaultLayout={middle.defaultLayout}
          onLayoutChanged={middle.onLayoutChanged}
        >
          <Panel id="code" minSize="120px">
            <PanelFrame id="code" label={words.code}>
              {code}
            </PanelFrame>
          </Panel>
          <Separator className="divider across" aria-label={words.resizeResults} />
          <Panel
            id="results"
            collapsible
            defaultSize="30%"
            minSize="110px"
            panelRef={panels.handle('results')}
            onResize={(size) => panels.sized('results', size.inPixels)}
          >
            <PanelFrame id="results" label={words.results}>
              <ResultsPanel />
            </PanelFrame>
          </Panel>
        </Group>
      </Panel>
      <Separator className="divider" aria-label={words.resizePeople} />
      <Panel
        id="people"
        collapsible
        defaultSize="300px"
        minSize="220px"
        maxSize="45%"
        groupResizeBehavior="preserve-pixel-size"
        panelRef={panels.handle('people')}
        onResize={(size) => panels.sized('people', size.inPixels)}
      >
        {call ? (
          <Group
            orientation="vertical"
            defaultLayout={right.defaultLayout}
            onLayoutChanged={right.onLayoutChanged}
          >
            <Panel id="call" defaultSize="30%" minSize="80px">
              <PanelFrame id="call" label={words.call}>
                <Slot box={call} />
              </PanelFrame>
            </Panel>
            <Separator className="divider across" aria-label={words.resizeCall} />
            <Panel id="chat" minSize="120px">
              <PanelFrame id="chat" label={kText.room.chat.tab}>
                <ChatPanel />
              </PanelFrame>
            </Panel>
          </Group>
        ) : (
          <PanelFrame id="chat" label={kText.room.chat.tab}>
            <ChatPanel />
          </PanelFrame>
        )}
      </Panel>
    </Group>
  );
}
