import { asInterviewError } from '@libinterview/client';
import { CircleCheck, CircleDot, Plus, RotateCw } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { cleanText } from '../room/run/clean_output.ts';
import { kText } from '../strings.ts';
import { Busy } from '../ui/busy.tsx';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/dialog.tsx';
import { toast } from '../ui/toasts.ts';
import { endRoom, invite, listRooms, type RoomLine, type RoomPage } from './owner_api.ts';
import { CreateRoom, InviteTo } from './room_dialogs.tsx';

const kOpenHours = 1;

const kUnknown = { rooms: null, older: false };

const kWhen = new Intl.DateTimeFormat(undefined, {
  dateStyle: 'medium',
  timeStyle: 'short',
});

/** Whether an error means that one is signed in no more. */
function isSignedOut(thrown: unknown): boolean {
  const { code } = asInterviewError(thrown);
  return code.startsWith('token_') || code === 'unknown_key' || code === 'not_permitted';
}

async function listAtLeast(token: string, least: number): Promise<RoomPage> {
  let { rooms, older } = await listRooms(token);
  while (older && rooms.length < least) {
    const next = await listRooms(token, rooms.at(-1)?.room);
    rooms = [...rooms, ...next.rooms];
    older = next.older;
  }
  return { rooms, older };
}

/** The rooms of the server, for its owner. `onLost`: the token is not good any more. */
export function RoomList({ token, onLost }: { token: string; onLost: () => void }) {
  const words = kText.rooms;
  const [{ rooms, older }, setListed] = useState<{ rooms: readonly RoomLine[] | null; older: boolean }>(
    kUnknown,
  );
  const [failed, setFailed] = useState('');
  const [creating, setCreating] = useState(false);
  const [inviting, setInviting] = useState<RoomLine | null>(null);
  const [ending, setEnding] = useState<RoomLine | null>(null);

  const fail = useCallback(
    (thrown: unknown) => {
      if (isSignedOut(thrown)) onLost();
      else toast({ kind: 'bad', title: words.failed, text: asInterviewError(thrown).message });
    },
    [onLost, words],
  );
  // At least so many of them, if there are so many.
  const load = useCallback(
    async (least = 0) => {
      try {
        setListed(await listAtLeast(token, least));
        setFailed('');
      } catch (thrown) {
        if (isSignedOut(thrown)) onLost();
        else setFailed(asInterviewError(thrown).message);
      }
    },
    [token, onLost],
  );
  useEffect(() => void load(), [load]);
  const shown = rooms?.length ?? 0;

  const open = async ({ room }: RoomLine) => {
    try {
      const { link } = await invite(token, room, { role: 'interviewer', uses: 1, hours: kOpenHours });
      // By our own address, whatever the server calls itself: the token of this tab stays reachable by going back.
      const { pathname, hash } = new URL(link);
      location.assign(pathname + hash);
    } catch (thrown) {
      fail(thrown);
    }
  };
  const end = async ({ room }: RoomLine) => {
    try {
      await endRoom(token, room);
      await load(shown);
    } catch (thrown) {
      fail(thrown);
    }
  };
  return (
    <>
      <div className="row between">
        <h1>{words.title}</h1>
        <div className="row">
          <Button icon={<RotateCw size={16} aria-hidden />} onClick={() => void load(shown)}>
            {words.refresh}
          </Button>
          <Button kind="main" icon={<Plus size={16} aria-hidden />} onClick={() => setCreating(true)}>
            {words.create}
          </Button>
        </div>
      </div>
      {failed && (
        <div className="card" role="alert">
          <h2>{kText.linkErrors.unreachable.title}</h2>
          <p>{failed}</p>
        </div>
      )}
      {rooms === null && !failed && <Busy text={words.loading} />}
      {rooms?.length === 0 && <p className="card soft">{words.none}</p>}
      {rooms && rooms.length > 0 && (
        <div className="rooms-frame">
          <table className="rooms">
            <thead>
              <tr>
                <th scope="col">{words.columns.title}</th>
                <th scope="col">{words.columns.state}</th>
                <th scope="col" className="number">
                  {words.columns.people}
                </th>
                <th scope="col" className="when">
                  {words.columns.created} ({zone()})
                </th>
                <th scope="col">
                  <span className="unseen">{words.columns.actions}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rooms.map((room) => (
                <Line
                  key={room.room}
                  room={room}
                  onOpen={() => void open(room)}
                  onInvite={() => setInviting(room)}
                  onEnd={() => setEnding(room)}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {older && <Button onClick={() => void load(shown + 1)}>{words.older}</Button>}
      <CreateRoom
        token={token}
        open={creating}
        onClose={() => setCreating(false)}
        onMade={() => load(shown)}
        onFailed={fail}
      />
      <InviteTo token={token} room={inviting} onClose={() => setInviting(null)} onFailed={fail} />
      <Confirm
        open={ending !== null}
        onClose={() => setEnding(null)}
        onConfirm={() => ending && void end(ending)}
        title={words.endTitle(ending?.title ?? '')}
        about={words.endAbout}
        confirm={words.endNow}
        bad
      />
    </>
  );
}

function zone(): string {
  const parts = new Intl.DateTimeFormat(undefined, { timeZoneName: 'short' }).formatToParts();
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

interface LineProps {
  room: RoomLine;
  onOpen: () => void;
  onInvite: () => void;
  onEnd: () => void;
}

function Line({ room, onOpen, onInvite, onEnd }: LineProps) {
  const words = kText.rooms;
  const over = room.endedAt > 0;
  return (
    <tr>
      <td>{cleanText(room.title)}</td>
      <td>
        <span className="state-mark">
          {over ? <CircleCheck size={14} aria-hidden /> : <CircleDot size={14} aria-hidden />}
          {over ? words.over : words.running}
        </span>
      </td>
      <td className="number">
        <span className="phone-only">{words.columns.people}: </span>
        {room.online}
      </td>
      <td className="when">{kWhen.format(room.createdAt)}</td>
      <td>
        <div className="row">
          <Button onClick={onOpen} aria-label={words.enterRoom(room.title)}>
            {words.enter}
          </Button>
          {!over && (
            <>
              <Button onClick={onInvite} aria-label={words.inviteTo(room.title)}>
                {words.invite}
              </Button>
              <Button onClick={onEnd} aria-label={words.endRoom(room.title)}>
                {words.end}
              </Button>
            </>
          )}
        </div>
      </td>
    </tr>
  );
}
