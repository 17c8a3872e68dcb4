import { type FormEvent, useEffect, useState } from 'react';
import { kText } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy_button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { useTurn } from '../ui/use_turn.ts';
import {
  createRoom,
  invite,
  type LanguageLine,
  listLanguages,
  type RoleLink,
  type RoomLine,
} from './owner_api.ts';

const kRoles = ['reviewer', 'interviewer', 'observer', 'teacher', 'student'];

/** A link to be copied, for one role. */
function LinkLine({ role, link }: RoleLink) {
  const words = kText.rooms;
  return (
    <div className="link-line">
      <TextField
        label={words.linkFor(kText.room.roles[role] ?? role)}
        value={link}
        readOnly
        onFocus={(event) => event.target.select()}
      />
      <CopyButton text={link} label={words.copyLink} bare />
    </div>
  );
}

function inOrder(links: readonly RoleLink[]): RoleLink[] {
  return [...links].sort((a, b) => kRoles.indexOf(a.role) - kRoles.indexOf(b.role));
}

export interface CreateRoomProps {
  token: string;
  open: boolean;
  onClose: () => void;
  onMade: () => void;
  onFailed: (thrown: unknown) => void;
}

export function CreateRoom({ token, open, onClose, onMade, onFailed }: CreateRoomProps) {
  const words = kText.rooms;
  const [title, setTitle] = useState('');
  const [languages, setLanguages] = useState<readonly LanguageLine[]>([]);
  const [language, setLanguage] = useState('');
  const [links, setLinks] = useState<readonly RoleLink[] | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (!open) return;
    setTitle('');
    setLinks(null);
    listLanguages().then(
      (found) => {
        setLanguages(found);
        setLanguage(found.find(({ id }) => id === 'python')?.id ?? found[0]?.id ?? '');
      },
      () => setLanguages([]),
    );
  }, [open]);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      setLinks(await createRoom(token, title.trim() || kText.common.product, language));
      onMade();
    } catch (thrown) {
      onFailed(thrown);
    } finally {
      setBusy(false);
    }
  };
  if (links)
    return (
      <Dialog open={open} onClose={onClose} title={words.created} about={words.createdAbout} wide>
        <div className="links">
          {inOrder(links).map((one) => (
            <LinkLine key={one.role} {...one} />
          ))}
        </div>
      </Dialog>
    );
  return (
    <Dialog open={open} onClose={onClose} title={words.create}>
      <form className="form-stack" onSubmit={(event) => void submit(event)}>
        <TextField
          label={words.roomTitle}
          hint={words.titleHint}
          value={title}
          placeholder={kText.common.product}
          maxLength={100}
          autoFocus
          onChange={(event) => setTitle(event.target.value)}
        />
        {languages.length > 0 && (
          <SelectField
            label={words.language}
            value={language}
            options={languages.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(event) => setLanguage(event.target.value)}
          />
        )}
        <div className="dialog-foot">
          <Button onClick={onClose}>{kText.common.cancel}</Button>
          <Button kind="main" type="submit" disabled={busy}>
            {words.createNow}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

export interface InviteToProps {
  token: string;
  /** null: closed. */
  room: RoomLine | null;
  onClose: () => void;
  onFailed: (thrown: unknown) => void;
}

export function InviteTo({ token, room, onClose, onFailed }: InviteToProps) {
  const words = kText.rooms;
  const [role, setRole] = useState('reviewer');
  const [uses, setUses] = useState('1');
  const [hours, setHours] = useState('48');
  const [made, setMade] = useState<RoleLink | null>(null);
  const turn = useTurn();
  useEffect(() => {
    turn.end();
    if (room) setMade(null);
  }, [room, turn]);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!room) return;
    const isWanted = turn.begin();
    try {
      const link = await invite(token, room.room, { role, uses: Number(uses), hours: Number(hours) });
      if (isWanted()) setMade(link);
    } catch (thrown) {
      onFailed(thrown);
    }
  };
  return (
    <Dialog
      open={room !== null}
      onClose={onClose}
      title={words.inviteTo(room?.title ?? '')}
      about={words.createdAbout}
    >
      <form className="form-stack" onSubmit={(event) => void submit(event)}>
        <SelectField
          label={words.role}
          value={role}
          options={kRoles.map((one) => ({ value: one, label: kText.room.roles[one] ?? one }))}
          onChange={(event) => setRole(event.target.value)}
        />
        <TextField
          label={words.uses}
          type="number"
          min={1}
          max={100000}
          required
          value={uses}
          onChange={(event) => setUses(event.target.value)}
        />
        <TextField
          label={words.hours}
          type="number"
          min={1}
          max={8760}
          required
          value={hours}
          onChange={(event) => setHours(event.target.value)}
        />
        <div className="dialog-foot">
          <Button onClick={onClose}>{kText.common.close}</Button>
          <Button kind="main" type="submit">
            {words.makeLink}
          </Button>
        </div>
      </form>
      {made && <LinkLine {...made} />}
    </Dialog>
  );
}
