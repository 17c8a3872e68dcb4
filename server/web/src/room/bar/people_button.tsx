import type { Person } from '@libinterview/client';
import { EllipsisVertical, Eye, EyeOff, UserMinus, Users } from 'lucide-react';
import { useState } from 'react';
import { kText } from '../../strings.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { IconButton } from '../../ui/icon_button.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { Popover } from '../../ui/popover.tsx';
import { may } from '../may.ts';
import { initials, personColour, personName, whoIsHere } from '../people.ts';
import { cleanText } from '../run/clean_output.ts';
import { useDesk, useDeskStore } from '../use_desk.ts';
import { sameList, useRoom, useRoomStore } from '../use_room.ts';

const words = kText.room.people;
const kMostShown = 4;
const kRolesToGive = ['interviewer', 'reviewer', 'observer'] as const;

type Row = ReturnType<typeof whoIsHere>[number];
const sameRows = sameList<Row>(
  (a, b) => a.person === b.person && a.connections.join() === b.connections.join(),
);

function Avatar({ person, name }: { person: number; name: string }) {
  return (
    <span className="person-mark" style={{ background: personColour(person) }} aria-hidden>
      {initials(name)}
    </span>
  );
}

/** Who is here, in the bar; a click lists everybody. */
export function PeopleButton({ narrow }: { narrow: boolean }) {
  const rows = useRoom((state) => whoIsHere(state.view), sameRows);
  const here = rows.filter((row) => row.connections.length > 0);
  // Offline nobody is known to be here.
  const compact = narrow || here.length === 0;
  return (
    <Popover
      label={words.title}
      trigger={
        <button type="button" className="people-button">
          <span className="unseen">{kText.room.bar.people(here.length)}</span>
          {compact ? (
            <>
              <Users size={16} aria-hidden />
              <span aria-hidden>{here.length}</span>
            </>
          ) : (
            here
              .slice(0, kMostShown)
              .map(({ person }) => <Avatar key={person.number} person={person.number} name={person.name} />)
          )}
          {!compact && here.length > kMostShown && <span aria-hidden>+{here.length - kMostShown}</span>}
        </button>
      }
    >
      <h2>{words.title}</h2>
      <ul className="people">
        {rows
          .filter(({ person, connections }) => !person.removed || connections.length > 0)
          .map((row) => (
            <PersonRow key={row.person.number} {...row} />
          ))}
      </ul>
    </Popover>
  );
}

function PersonRow({ person, connections }: Row) {
  const desk = useDeskStore();
  const you = useRoom((state) => state.you);
  const own = useRoom((state) => state.connection);
  const following = useDesk((state) => state.following);
  const here = connections.length > 0;
  const others = connections.filter((connection) => connection !== own);
  const target = others[others.length - 1];
  const followed = following !== null && connections.includes(following);
  const name = cleanText(person.name);
  return (
    <li className={here ? 'person' : 'person gone'}>
      <Avatar person={person.number} name={person.name} />
      <span className="person-name">
        {name}
        {person.number === you && ` (${kText.room.you})`}
        <small>
          {kText.room.roles[person.role] ?? person.role} · {here ? words.here : words.away}
        </small>
      </span>
      {target !== undefined && person.number !== you && (
        <IconButton
          label={followed ? words.unfollow(name) : words.follow(name)}
          aria-pressed={followed}
          onClick={() => desk.set({ following: followed ? null : target })}
        >
          {followed ? <EyeOff size={16} aria-hidden /> : <Eye size={16} aria-hidden />}
        </IconButton>
      )}
      {person.number !== you && <PersonActions person={person} name={name} />}
    </li>
  );
}

function PersonActions({ person, name }: { person: Person; name: string }) {
  const room = useRoomStore();
  const manages = useRoom((state) => may(state, 'manage'));
  const [removing, setRemoving] = useState(false);
  if (!manages) return null;
  return (
    <>
      <Menu
        trigger={
          <IconButton label={words.actions(name)}>
            <EllipsisVertical size={16} aria-hidden />
          </IconButton>
        }
      >
        {kRolesToGive
          .filter((role) => role !== person.role)
          .map((role) => (
            <MenuItem
              key={role}
              onSelect={() => room.send({ type: 'set_role', participant: person.number, role })}
            >
              {words.makeRole(kText.room.roles[role] ?? role)}
            </MenuItem>
          ))}
        <MenuLine />
        <MenuItem bad icon={<UserMinus size={16} />} onSelect={() => setRemoving(true)}>
          {words.remove}
        </MenuItem>
      </Menu>
      <Confirm
        open={removing}
        onClose={() => setRemoving(false)}
        onConfirm={() => room.send({ type: 'remove', participant: person.number })}
        title={words.removeTitle(personName(room.state.view, person.number))}
        about={words.removeAbout}
        confirm={words.removeConfirm}
        bad
      />
    </>
  );
}
