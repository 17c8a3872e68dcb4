import { Mic, RotateCw, Video, Volume2 } from 'lucide-react';
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { personName } from '../room/people.ts';
import type { RoomStore } from '../room/room_store.ts';
import { kText } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import './call.css';
import { useCallOf } from './call_of_room.ts';
import { Controls } from './controls.tsx';
import { QualityMark } from './quality_mark.tsx';
import type { CallState, Peer, RoomCall } from './room_call.ts';
import { Tile } from './tile.tsx';

export interface CallPanelProps {
  room: RoomStore;
  /** What the lobby chose; the panel stops it when it goes. */
  stream: MediaStream | null;
}

/**
 * The video window. Keep it mounted, hidden if need be, for as long as one is in the room: with it the call ends.
 * It may move from one place of the layout to another.
 */
export default function CallPanel({ room, stream }: CallPanelProps) {
  const { call, state } = useCallOf(room, stream);
  const may = useSyncExternalStore(room.subscribe, () => room.state.can.includes('signal'));
  const live = useSyncExternalStore(room.subscribe, () => room.state.live);
  const ended = useSyncExternalStore(room.subscribe, () => room.state.view.ended);
  // Not of the whole view, which is another one with each letter that is typed.
  const people = useSyncExternalStore(room.subscribe, () => room.state.view.people);
  const nameOf = (person: number) => personName({ people }, person);
  if (!may) return null;
  return (
    <section className="call">
      {state.local.phase === 'joined' ? (
        <Joined room={room} call={call} state={state} nameOf={nameOf} />
      ) : (
        <Apart
          call={call}
          state={state}
          nameOf={nameOf}
          over={ended ? kText.call.over : live === 'over' ? kText.call.out : ''}
        />
      )}
    </section>
  );
}

// In the room, not in the call.
function Apart({
  call,
  state,
  nameOf,
  over,
}: {
  call: RoomCall;
  state: CallState;
  nameOf: (person: number) => string;
  /** Why nobody comes in any more; whoever is in the call may say good-bye. '': one may. */
  over: string;
}) {
  const words = kText.call;
  if (over) return <p className="call-apart">{over}</p>;
  const names = state.callers.map(nameOf);
  const full = state.local.phase === 'full';
  return (
    <div className="call-apart">
      <p>{full ? words.full : names.length > 0 ? words.inCall(names) : words.nobody}</p>
      <div className="call-join">
        <Button
          kind="main"
          icon={<Video size={16} aria-hidden />}
          disabled={state.joining}
          onClick={() => void call.joinAgain(['camera', 'microphone'])}
        >
          {words.join}
        </Button>
        <Button
          icon={<Mic size={16} aria-hidden />}
          disabled={state.joining}
          onClick={() => void call.joinAgain(['microphone'])}
        >
          {words.joinByVoice}
        </Button>
      </div>
    </div>
  );
}

function Joined(props: {
  room: RoomStore;
  call: RoomCall;
  state: CallState;
  nameOf: (person: number) => string;
}) {
  const { room, call, state, nameOf } = props;
  const words = kText.call;
  const { local, peers } = state;
  const [silenced, setSilenced] = useState<readonly (() => void)[]>([]);
  const onSilenced = useCallback((play: () => void) => setSilenced((before) => [...before, play]), []);
  const videos = useRef(new Map<string, HTMLVideoElement>());
  const floating = () => {
    for (const key of [
      ...peers.map((peer) => `s${peer.connection}`),
      ...peers.map((peer) => `p${peer.connection}`),
    ]) {
      const video = videos.current.get(key);
      if (video && !video.hidden) return video;
    }
    return null;
  };
  const keep = (key: string) => (video: HTMLVideoElement | null) => {
    if (video) videos.current.set(key, video);
    else videos.current.delete(key);
  };
  const shared = peers.filter((peer) => peer.screen);
  const screens = shared.length + (local.screen ? 1 : 0);
  return (
    <>
      {silenced.length > 0 && (
        <Button
          kind="main"
          className="call-hear"
          icon={<Volume2 size={16} aria-hidden />}
          onClick={() => {
            for (const play of silenced) play();
            setSilenced([]);
          }}
        >
          {words.clickToHear}
        </Button>
      )}
      <div className={`tiles of-${Math.min(4, peers.length + 1)}${screens > 0 ? ' with-screen' : ''}`}>
        {shared.map((peer) => (
          <Tile
            key={`s${peer.connection}`}
            label={words.screenOf(nameOf(peer.person))}
            name={nameOf(peer.person)}
            person={peer.person}
            stream={peer.screen}
            microphone
            camera
            screen
            onVideo={keep(`s${peer.connection}`)}
          />
        ))}
        {local.screen && (
          <Tile
            label={words.ownScreen}
            name={nameOf(room.client.session.you)}
            person={room.client.session.you}
            stream={local.screen}
            microphone
            camera
            screen
          />
        )}
        {peers.map((peer) => (
          <Tile
            key={peer.connection}
            label={nameOf(peer.person)}
            name={nameOf(peer.person)}
            person={peer.person}
            stream={peer.stream}
            microphone={peer.microphone}
            camera={peer.camera}
            speaker={state.choice.speaker}
            onSilenced={onSilenced}
            onVideo={keep(`p${peer.connection}`)}
            mark={<QualityMark peer={peer} />}
          >
            {peer.phase !== 'connected' && <p>{words.phase[peer.phase]}</p>}
          </Tile>
        ))}
        <Tile
          own
          label={words.you(nameOf(room.client.session.you))}
          name={nameOf(room.client.session.you)}
          person={room.client.session.you}
          stream={local.stream}
          microphone={local.microphone}
          camera={local.camera}
        />
      </div>
      {peers.map(
        (peer) =>
          peer.failure && (
            <div key={peer.connection} className="call-failure" role="alert">
              <p>
                <strong>{nameOf(peer.person)}</strong>: {words.failed[peer.failure]}
              </p>
              <Button icon={<RotateCw size={14} aria-hidden />} onClick={() => call.retry(peer.connection)}>
                {kText.common.retry}
              </Button>
            </div>
          ),
      )}
      {peers.length === 0 && <p className="call-alone">{words.alone}</p>}
      <Controls call={call} state={state} floating={floating} />
      <Announced peers={peers} names={peers.map((peer) => nameOf(peer.person))} />
    </>
  );
}

// Says who came and went to those who do not see the tiles.
function Announced({ peers, names }: { peers: readonly Peer[]; names: readonly string[] }) {
  const [said, setSaid] = useState('');
  const before = useRef(new Map<number, string>());
  useEffect(() => {
    const now = new Map(peers.map((peer, at) => [peer.connection, names[at] ?? '']));
    const came = [...now].find(([connection]) => !before.current.has(connection));
    const gone = [...before.current].find(([connection]) => !now.has(connection));
    before.current = now;
    if (came) setSaid(kText.call.came(came[1]));
    else if (gone) setSaid(kText.call.wentAway(gone[1]));
  }, [peers, names]);
  return (
    <p className="unseen" role="status">
      {said}
    </p>
  );
}
