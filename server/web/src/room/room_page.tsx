import { type ClientStore, InterviewError, type KeptText } from '@libinterview/client';
import { useEffect, useState } from 'react';
import { forgetCode } from '../enter/invitation_code.ts';
import type { Entered } from '../entered.ts';
import { kText } from '../strings.ts';
import { Busy } from '../ui/busy.tsx';
import { Desk } from './desk.ts';
import { loadEditor } from './editor/use_editor.ts';
import { FailurePage } from './failure.tsx';
import { hearRoom } from './hears.ts';
import { KeptTexts } from './kept_texts.tsx';
import { openStore } from './open_store.ts';
import { RoomStore } from './room_store.ts';
import { RoomView } from './room_view.tsx';
import { type Runs, RunsContext } from './run/run_context.ts';
import { RunLog } from './run/run_log.ts';
import { Runner } from './run/runner.ts';
import { DeskContext } from './use_desk.ts';
import { RoomContext, useRoom } from './use_room.ts';
import './bar/bar.css';
import './layout/layout.css';
import './files/files.css';
import './editor/editor.css';
import './run/run.css';
import './talk/talk.css';
import './room.css';

// Beside the join, not after it. A failure is told by whoever shows the editor.
loadEditor().catch(() => {});

// The visit before this one: until it has let go of the outbox, another one would not get it.
let leaving: Promise<void> = Promise.resolve();

interface Open {
  readonly room: RoomStore;
  readonly desk: Desk;
  readonly runs: Runs;
}

function open(
  entered: Entered,
  store: ClientStore,
): Open & { close(): void; onDiverged(hear: (texts: KeptText[]) => void): void } {
  const room = new RoomStore(entered, store);
  const desk = new Desk(room);
  const log = new RunLog();
  let hearDiverged: (texts: KeptText[]) => void = () => {};
  const endings = [
    room.onNotice((notice) => log.take(notice)),
    room.onNotice((notice) => desk.take(notice)),
    room.onNotice(({ type }) => {
      if (type === 'caught_up') forgetCode(entered.link.room);
    }),
    hearRoom(room, desk, (texts) => hearDiverged(texts)),
  ];
  room.client.start();
  return {
    room,
    desk,
    runs: { log, runner: new Runner(room, desk) },
    onDiverged: (hear) => {
      hearDiverged = hear;
    },
    close: () => {
      for (const end of endings) end();
      leaving = room.leave();
    },
  };
}

export interface RoomPageProps {
  entered: Entered;
  /** Back to the lobby. */
  onLeave: () => void;
}

/** The room, from the moment at which the lobby lets one in. */
export default function RoomPage({ entered, onLeave }: RoomPageProps) {
  const [opened, setOpened] = useState<Open | null>(null);
  const [kept, setKept] = useState<readonly KeptText[]>([]);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let here = true;
    let close = () => {};
    const opening = leaving.catch(() => {}).then(() => openStore(entered.link.room));
    void opening.then((store) => {
      if (!here) {
        void store.close();
        return;
      }
      const next = open(entered, store);
      next.onDiverged((texts) => setKept((before) => [...before, ...texts]));
      close = next.close;
      setOpened(next);
    });
    return () => {
      here = false;
      close();
      setOpened(null);
    };
  }, [entered, attempt]);
  if (!opened) return <Busy text={kText.room.opening} />;
  return (
    <RoomContext value={opened.room}>
      <DeskContext value={opened.desk}>
        <RunsContext value={opened.runs}>
          <Opened entered={entered} onLeave={onLeave} onAgain={() => setAttempt(attempt + 1)} />
          <KeptTexts texts={kept} onClose={() => setKept([])} />
        </RunsContext>
      </DeskContext>
    </RoomContext>
  );
}

function Opened({ entered, onLeave, onAgain }: RoomPageProps & { onAgain: () => void }) {
  const loaded = useRoom((state) => state.loaded);
  const over = useRoom((state) =>
    state.live === 'over' ? (state.why ?? new InterviewError('closed', '')) : null,
  );
  if (loaded) return <RoomView stream={entered.stream} onLeave={onLeave} onAgain={onAgain} />;
  if (over) return <FailurePage why={over} onLeave={onLeave} onAgain={onAgain} />;
  return <Opening />;
}

function Opening() {
  const waiting = useRoom((state) => state.live === 'waiting');
  return (
    <Busy
      text={waiting ? `${kText.room.failure.unreachable} ${kText.room.trust.nextTry(0)}` : kText.room.opening}
    />
  );
}
