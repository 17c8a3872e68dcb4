// Which page it is: by the path. /r/ROOM: the lobby, then the room; /check: the device check; /: the list of rooms.
import { lazy, Suspense, useState } from 'react';
import { stopStream } from './call/devices.ts';
import type { Entered } from './entered.ts';
import { kText } from './strings.ts';
import { Boundary } from './ui/boundary.tsx';
import { Busy } from './ui/busy.tsx';
import { Toasts } from './ui/toast.tsx';
import { TooltipProvider } from './ui/tooltip.tsx';

const Lobby = lazy(() => import('./enter/lobby.tsx'));
const Check = lazy(() => import('./enter/check.tsx'));
const Rooms = lazy(() => import('./enter/rooms.tsx'));
const importRoom = () => import('./room/room_page.tsx');
const Room = lazy(importRoom);

/** The id in `/r/ID`, or '' for any other path. */
function roomOf(path: string): string {
  return /^\/r\/([A-Za-z0-9_-]+)\/?$/.exec(path)?.[1] ?? '';
}

function RoomDoor({ room }: { room: string }) {
  const [entered, setEntered] = useState<Entered | null>(null);
  if (entered) {
    // A call that never was, of a room that did not open, stops nothing.
    const stop = () => stopStream(entered.stream);
    const leave = () => {
      stop();
      setEntered(null);
    };
    return (
      <Boundary onBroken={stop}>
        <Room entered={entered} onLeave={leave} />
      </Boundary>
    );
  }
  // The room's parts, the editor with them, are loaded while the person looks at the lobby.
  return <Lobby room={room} onEnter={setEntered} onIdle={() => void importRoom()} />;
}

function Page() {
  const path = location.pathname;
  const room = roomOf(path);
  if (room) return <RoomDoor room={room} />;
  if (path === '/check') return <Check />;
  return <Rooms />;
}

export function App() {
  return (
    <TooltipProvider>
      <Boundary>
        <Suspense fallback={<Busy text={kText.common.loading} />}>
          <Page />
        </Suspense>
      </Boundary>
      <Toasts />
    </TooltipProvider>
  );
}
