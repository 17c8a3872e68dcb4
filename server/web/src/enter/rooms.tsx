import { join } from '@libinterview/client';
import { useEffect, useState } from 'react';
import { kText } from '../strings.ts';
import { Busy } from '../ui/busy.tsx';
import { Button } from '../ui/button.tsx';
import { forgetCode, onNewCode, takeCode } from './invitation_code.ts';
import { LinkError, type LinkErrorProps } from './link_error.tsx';
import { keepOwnerToken, ownerToken } from './owner_api.ts';
import { PageFrame } from './page_frame.tsx';
import { RoomList } from './room_list.tsx';
import { linkTrouble } from './use_invitation.ts';

type Trouble = Pick<LinkErrorProps, 'trouble' | 'message'>;

// An owner's link is good for one use: it is exchanged once, also where React calls an effect twice.
const exchanges = new Map<string, Promise<string>>();

function exchange(code: string): Promise<string> {
  const running = exchanges.get(code);
  if (running) return running;
  const started = join({ origin: location.origin, room: '', code }, 'Owner').then(({ token }) => token);
  started.catch(() => exchanges.delete(code));
  exchanges.set(code, started);
  return started;
}

/** `/`: for the owner the rooms of the server, for others a word about what this is. */
export default function Rooms() {
  const [code, setCode] = useState(() => takeCode(''));
  const [token, setToken] = useState(ownerToken);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [gone, setGone] = useState(false);
  useEffect(() => onNewCode('', setCode), []);
  useEffect(() => {
    if (!code || trouble) return;
    exchange(code).then(
      (made) => {
        forgetCode('');
        keepOwnerToken(made);
        setGone(false);
        setToken(made);
        setCode('');
      },
      (thrown: unknown) => {
        const found = linkTrouble(thrown);
        // A link that was used before does no harm to who is signed in already.
        if (found.trouble !== 'unreachable' && found.trouble !== 'too_fast') forgetCode('');
        if (ownerToken() && found.trouble !== 'unreachable') setCode('');
        else setTrouble(found);
      },
    );
  }, [code, trouble]);

  const signOut = (why: 'asked' | 'run_out') => {
    keepOwnerToken('');
    setToken('');
    setGone(why === 'run_out');
  };
  if (trouble)
    return (
      <PageFrame>
        <LinkError {...trouble} onRetry={() => setTrouble(null)} />
      </PageFrame>
    );
  if (code)
    return (
      <PageFrame>
        <Busy text={kText.lobby.looking} />
      </PageFrame>
    );
  if (!token) return <About gone={gone} />;
  return (
    <PageFrame
      wide
      end={
        <Button kind="quiet" onClick={() => signOut('asked')}>
          {kText.rooms.signOut}
        </Button>
      }
    >
      <RoomList token={token} onLost={() => signOut('run_out')} />
    </PageFrame>
  );
}

function About({ gone }: { gone: boolean }) {
  const words = kText.rooms;
  return (
    <PageFrame end={<a href="/check">{words.check}</a>}>
      {gone && (
        <div className="card" role="alert">
          <h2>{words.ownerGone.title}</h2>
          <p>{words.ownerGone.text}</p>
        </div>
      )}
      <div className="card">
        <h1>{words.aboutTitle}</h1>
        {words.about.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </div>
    </PageFrame>
  );
}
