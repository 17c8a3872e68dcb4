import type { Invitation } from '@libinterview/client';
import { Eye } from 'lucide-react';
import { type FormEvent, useEffect, useState } from 'react';
import type { Entered } from '../entered.ts';
import { cleanText } from '../room/run/clean_output.ts';
import { kText } from '../strings.ts';
import { Busy } from '../ui/busy.tsx';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { onNewCode, takeCode } from './invitation_code.ts';
import { LinkError } from './link_error.tsx';
import { PageFrame } from './page_frame.tsx';
import { nameTrouble, rememberedName, rememberName } from './person_name.ts';
import { PreviewBox } from './preview.tsx';
import { type Returning, useReturning } from './returning.ts';
import { useInvitation } from './use_invitation.ts';
import { usePreview } from './use_preview.ts';

export interface LobbyProps {
  room: string;
  onEnter: (entered: Entered) => void;
  /** Called once the lobby is painted: the room may be loaded then. */
  onIdle: () => void;
}

export default function Lobby({ room, onEnter, onIdle }: LobbyProps) {
  const [code, setCode] = useState(() => takeCode(room));
  const [looked, again] = useInvitation(room, code);
  const returning = useReturning(room);
  useEffect(() => onNewCode(room, setCode), [room]);
  useEffect(() => {
    // After the paint, so that the lobby is not held up by what comes after it.
    const timer = setTimeout(onIdle, 200);
    return () => clearTimeout(timer);
  }, [onIdle]);
  const link = { origin: location.origin, room, code };
  const end = (
    <a href={code ? `/check#i=${code}` : '/check'} target="_blank" rel="noreferrer">
      {kText.lobby.check}
    </a>
  );

  if (returning.state === 'looking' || (looked.state === 'looking' && returning.state !== 'here'))
    return (
      <PageFrame end={end}>
        <Busy text={kText.lobby.looking} />
      </PageFrame>
    );
  if (returning.state !== 'here' && looked.state === 'bad')
    return (
      <PageFrame end={end}>
        <LinkError trouble={looked.trouble} message={looked.message} onRetry={again} />
      </PageFrame>
    );
  const invitation = looked.state === 'good' ? looked.invitation : null;
  if (invitation?.ended)
    return (
      <PageFrame end={end}>
        <LinkError trouble="ended" message="" onRetry={again}>
          <Button
            kind="main"
            icon={<Eye size={16} aria-hidden />}
            onClick={() => onEnter({ link, name: rememberedName() || kText.call.somebody, stream: null })}
          >
            {kText.linkErrors.read}
          </Button>
        </LinkError>
      </PageFrame>
    );
  return (
    <PageFrame end={end} wide>
      <Inviting
        key={code}
        invitation={invitation}
        returning={returning}
        onJoin={(name, stream) => onEnter({ link, name, stream })}
      />
    </PageFrame>
  );
}

function Inviting({
  invitation,
  returning,
  onJoin,
}: {
  invitation: Invitation | null;
  returning: Returning;
  onJoin: (name: string, stream: MediaStream | null) => void;
}) {
  const words = kText.lobby;
  const here = returning.state === 'here' ? returning : null;
  const role = here?.role || invitation?.role || '';
  const calls = role !== 'observer';
  const { preview, open, choose, take } = usePreview(calls);
  const [ownName, setName] = useState(rememberedName);
  const name = here ? here.name : ownName;
  const [asked, setAsked] = useState(false);
  const trouble = asked ? nameTrouble(name) : null;
  const hasCamera = (preview.stream?.getVideoTracks().length ?? 0) > 0;
  const hasAny = preview.stream !== null;

  const join = (camera: boolean) => {
    setAsked(true);
    if (nameTrouble(name)) {
      document.querySelector<HTMLInputElement>('.lobby input[name=person]')?.focus();
      return;
    }
    if (!here) rememberName(name.trim());
    onJoin(name.trim(), calls ? take(camera) : null);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    join(true);
  };
  const title = cleanText(invitation?.title ?? '');
  return (
    <form className="lobby" onSubmit={submit} noValidate>
      <div className="lobby-head">
        <h1>{title ? words.heading(title) : words.untitled}</h1>
        {role && <p>{words.as[role]}</p>}
      </div>
      {calls && (
        <PreviewBox
          preview={preview}
          onChoose={(change) => void choose(change)}
          onOpen={() => void open(['camera', 'microphone'], preview.choice)}
        />
      )}
      <div className="lobby-form">
        {here ? (
          <p>{words.comeBackAbout}</p>
        ) : (
          <TextField
            name="person"
            label={words.name}
            hint={words.nameHint}
            value={ownName}
            autoComplete="name"
            autoFocus
            maxLength={64}
            onChange={(event) => setName(event.target.value)}
            error={trouble && (trouble === 'missing' ? words.nameMissing : words.nameBad)}
          />
        )}
        <div className="lobby-buttons">
          <Button kind="main" type="submit">
            {here ? words.comeBack(here.name) : calls && !hasAny ? words.joinWithNothing : words.join}
          </Button>
          {calls && hasCamera && <Button onClick={() => join(false)}>{words.joinWithoutCamera}</Button>}
          {here && invitation && (
            <Button kind="quiet" onClick={() => void here.forget()}>
              {words.asAnother}
            </Button>
          )}
        </div>
        <Recorded />
      </div>
    </form>
  );
}

function Recorded() {
  return (
    <aside className="recorded">
      <h2>{kText.lobby.recordedTitle}</h2>
      <ul>
        {kText.lobby.recorded.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </aside>
  );
}
