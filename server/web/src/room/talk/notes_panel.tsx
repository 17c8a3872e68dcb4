import { EyeOff } from 'lucide-react';
import { kText } from '../../strings.ts';
import { Button } from '../../ui/button.tsx';
import { may } from '../may.ts';
import { personName } from '../people.ts';
import { cleanText } from '../run/clean_output.ts';
import { useDesk, useDeskStore } from '../use_desk.ts';
import { useRoom, useRoomStore } from '../use_room.ts';
import { When } from './when.tsx';

const words = kText.room.notes;

/** Notes that the person who is interviewed never sees: the server does not send them. */
export function NotesPanel() {
  const room = useRoomStore();
  const people = useRoom((state) => state.view.people);
  const chat = useRoom((state) => state.view.chat);
  const writes = useRoom((state) => may(state, 'manage'));
  const desk = useDeskStore();
  const text = useDesk((state) => state.drafts.note);
  const notes = chat.filter((line) => line.note);
  const add = () => {
    if (text.trim() !== '' && room.send({ type: 'note', text })) desk.draft('note', '');
  };
  return (
    <div className="notes">
      <p className="hint">
        <EyeOff size={14} aria-hidden /> {words.about}
      </p>
      {writes && (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            add();
          }}
        >
          <textarea
            className="input"
            rows={3}
            aria-label={words.write}
            placeholder={words.write}
            value={text}
            onChange={(event) => desk.draft('note', event.target.value)}
          />
          <Button type="submit" disabled={text.trim() === ''}>
            {words.send}
          </Button>
        </form>
      )}
      {notes.length === 0 ? (
        <p className="empty">{words.empty}</p>
      ) : (
        <ol>
          {notes.map((note) => (
            <li key={note.seq} className="note">
              <div className="line-head">
                <strong>{personName({ people }, note.by)}</strong>
                <When at={note.at} />
              </div>
              <p className="said">{cleanText(note.text)}</p>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
