// What the owner of the server may ask for, over HTTP. The token lets in whoever has it: it stays in this tab
// (sessionStorage) and goes with it.
import { errorOf, InterviewError } from '@libinterview/client';

const kTokenKey = 'interview.owner';

export interface RoomLine {
  readonly room: string;
  readonly title: string;
  /** ms since 1970; endedAt 0: not ended. */
  readonly createdAt: number;
  readonly endedAt: number;
  /** People who are in it at the moment. */
  readonly online: number;
}

export interface LanguageLine {
  readonly id: string;
  readonly name: string;
}

/** A role and the link for it. */
export interface RoleLink {
  readonly role: string;
  readonly link: string;
}

type Fields = Readonly<Record<string, unknown>>;

export function ownerToken(): string {
  try {
    return sessionStorage.getItem(kTokenKey) ?? '';
  } catch {
    return '';
  }
}

export function keepOwnerToken(token: string): void {
  try {
    if (token) sessionStorage.setItem(kTokenKey, token);
    else sessionStorage.removeItem(kTokenKey);
  } catch {
    // Without storage one is signed in until the page is loaded again.
  }
}

/** A page of the server's rooms, the newest first. */
export interface RoomPage {
  readonly rooms: readonly RoomLine[];
  /** Whether there are older ones. */
  readonly older: boolean;
}

/** The newest rooms, or those after the room `before`. Errors of all of these: InterviewError, `io` if it is not reached. */
export async function listRooms(token: string, before = ''): Promise<RoomPage> {
  const query = before && `?before=${encodeURIComponent(before)}`;
  const { rooms, older } = await ask(token, 'GET', `/api/v1/rooms${query}`);
  const lines = listOf(rooms).map((room) => ({
    room: text(room.room),
    title: text(room.title),
    createdAt: number(room.created_at),
    endedAt: number(room.ended_at),
    online: number(room.online),
  }));
  return { rooms: lines, older: older === true && lines.length > 0 };
}

export async function listLanguages(): Promise<LanguageLine[]> {
  const { languages } = await ask('', 'GET', '/api/v1/languages');
  return listOf(languages).map(({ id, name }) => ({ id: text(id), name: text(name) }));
}

/** Makes a room, and a link for each role. */
export async function createRoom(token: string, title: string, language: string): Promise<RoleLink[]> {
  const { links } = await ask(token, 'POST', '/api/v1/rooms', { title, language });
  return Object.entries(fields(links)).map(([role, link]) => ({ role, link: text(link) }));
}

export async function invite(
  token: string,
  room: string,
  invitation: { role: string; uses: number; hours: number },
): Promise<RoleLink> {
  const { role, link } = await ask(token, 'POST', `/api/v1/rooms/${room}/invitations`, invitation);
  return { role: text(role), link: text(link) };
}

export async function endRoom(token: string, room: string): Promise<void> {
  await ask(token, 'POST', `/api/v1/rooms/${room}/end`, {});
}

async function ask(token: string, method: 'GET' | 'POST', path: string, body?: object): Promise<Fields> {
  let response: Response;
  let answer: string;
  try {
    response = await fetch(path, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      cache: 'no-store',
      credentials: 'omit',
    });
    answer = await response.text();
  } catch {
    throw new InterviewError('io', 'the server cannot be reached');
  }
  if (!response.ok) throw errorOf(response.status, answer);
  try {
    return fields(JSON.parse(answer));
  } catch {
    throw new InterviewError('protocol', 'the answer of the server is not understood');
  }
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fields) : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function number(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
