import type { Person, RoomView } from '@libinterview/client';
import { kText } from '../strings.ts';
import { cleanText } from './run/clean_output.ts';

const kColours = 8;

/** 0 to 7: which of the eight colours of people (theme/tokens.css). */
export function personColourNumber(person: number): number {
  return person % kColours;
}

export function personColour(person: number): string {
  return `var(--person-${personColourNumber(person)})`;
}

/** The name as it may be shown; 0 is the server. */
export function personName(view: Pick<RoomView, 'people'>, number: number): string {
  if (number === 0) return kText.room.server;
  return cleanText(view.people.get(number)?.name ?? '') || kText.room.somebody;
}

/** "AL" of "Ada Lovelace". */
export function initials(name: string): string {
  const words = cleanText(name).trim().split(/\s+/);
  const first = [...(words[0] ?? '?')][0] ?? '?';
  const last = words.length > 1 ? ([...(words[words.length - 1] ?? '')][0] ?? '') : '';
  return (first + last).toUpperCase();
}

/** Who is in the room: those who are here first, each with the connections of theirs. */
export function whoIsHere(view: RoomView): { person: Person; connections: number[] }[] {
  const by = new Map<number, number[]>();
  for (const [connection, person] of view.connections)
    by.set(person, [...(by.get(person) ?? []), connection]);
  return [...view.people.values()]
    .map((person) => ({ person, connections: by.get(person.number) ?? [] }))
    .sort(
      (a, b) =>
        Number(b.connections.length > 0) - Number(a.connections.length > 0) ||
        a.person.number - b.person.number,
    );
}
