import { errorOf, kRoles } from '@libinterview/client';
import { useState } from 'react';
import { kText } from '../../strings.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy_button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { useTurn } from '../../ui/use_turn.ts';
import { useRoomStore } from '../use_room.ts';

const words = kText.room.invite;
const kUses = [1, 5, 25];
const kHours = [4, 24, 72, 168];

async function makeLink(room: string, token: string, body: object): Promise<string> {
  const response = await fetch(`/api/v1/rooms/${room}/invitations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  const answer = await response.text();
  if (!response.ok) throw errorOf(response.status, answer);
  const link: unknown = JSON.parse(answer).link;
  if (typeof link !== 'string') throw new Error(kText.room.failure.unreachable);
  return link;
}

/** Makes a link for somebody else; with the room's own token, which an interviewer's browser has. */
export function InviteDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const room = useRoomStore();
  const [role, setRole] = useState('reviewer');
  const [uses, setUses] = useState('1');
  const [hours, setHours] = useState('24');
  const [link, setLink] = useState('');
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  const turn = useTurn();
  // A link is shown for the choice that it was made for, and for no other.
  const forget = () => {
    turn.end();
    setBusy(false);
    setLink('');
    setTrouble('');
  };
  const change = (set: (value: string) => void) => (event: { target: { value: string } }) => {
    set(event.target.value);
    forget();
  };
  const make = async () => {
    const isWanted = turn.begin();
    setBusy(true);
    setTrouble('');
    try {
      const invitation = { role, uses: Number(uses), hours: Number(hours) };
      const made = await makeLink(room.link.room, room.client.token, invitation);
      if (isWanted()) setLink(made);
    } catch (thrown) {
      if (isWanted()) setTrouble(thrown instanceof Error ? thrown.message : String(thrown));
    }
    if (isWanted()) setBusy(false);
  };
  const close = () => {
    forget();
    onClose();
  };
  return (
    <Dialog open={open} onClose={close} title={words.title} about={words.about}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <div className="columns">
          <SelectField
            label={words.role}
            value={role}
            onChange={change(setRole)}
            options={kRoles.map((value) => ({ value, label: kText.room.roles[value] ?? value }))}
          />
          <SelectField
            label={words.uses}
            value={uses}
            onChange={change(setUses)}
            options={kUses.map((n) => ({
              value: String(n),
              label: n === 1 ? words.usesOnce : words.usesMany(n),
            }))}
          />
          <SelectField
            label={words.hours}
            value={hours}
            onChange={change(setHours)}
            options={kHours.map((n) => ({ value: String(n), label: words.hoursOf(n) }))}
          />
        </div>
        {link && (
          <TextField label={words.link} readOnly value={link} onFocus={(event) => event.target.select()} />
        )}
        {trouble && (
          <p role="alert" className="field-error">
            {words.failed}: {trouble}
          </p>
        )}
        <div className="dialog-foot">
          {link ? (
            <CopyButton text={link} label={words.copy} kind="main" />
          ) : (
            <Button kind="main" type="submit" disabled={busy}>
              {busy ? words.making : words.make}
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  );
}
