import type { Entered } from '../entered.ts';

export interface LobbyProps {
  room: string;
  onEnter: (entered: Entered) => void;
  /** Called once the lobby is painted: the room may be loaded then. */
  onIdle: () => void;
}

export default function Lobby({ room, onEnter }: LobbyProps) {
  return (
    <main>
      <button
        type="button"
        onClick={() => onEnter({ link: { origin: location.origin, room, code: '' }, name: '', stream: null })}
      >
        Join
      </button>
    </main>
  );
}
