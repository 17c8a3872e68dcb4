import { type Errc, errcFromWire, InterviewError } from '../errors.js';
import { bad, Fields } from '../protocol/fields.js';
import { kRoles, type Role } from '../protocol/roles.js';
import type { Link } from './link.js';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** What the link's code was exchanged for. */
export interface Pass {
  token: string;
  room: string;
  /** '' for the owner, who is in no room by it. */
  role: Role | '';
  /** ms since 1970; 0: not said. */
  expiresAt: number;
}

/** What a link invites to. */
export interface Invitation {
  /** '' for the owner's link. */
  room: string;
  title: string;
  role: Role | '';
  /** The interview is over. */
  ended: boolean;
  /** null: as often as one likes. */
  usesLeft: number | null;
  /** ms since 1970; 0: never. */
  expiresAt: number;
}

const kRequestMs = 30_000;

/**
 * Exchanges the link's code for a token of one's own, of the link's room or of the server. Throws what the server
 * says (`bad_invitation`, `too_fast`, …), `io` and `timed_out` if it cannot be asked, `protocol`.
 */
export async function join(link: Link, name: string, fetchWith: Fetch = fetch): Promise<Pass> {
  const fields = await post(link, 'join', { code: link.code, name }, fetchWith);
  return understood(() => {
    const token = fields.text('token');
    if (token === '') throw bad('no token');
    const expiresAt = fields.has('expires_at') ? fields.integer('expires_at') : 0;
    return { token, room: fields.textOr('room', link.room), role: readRole(fields), expiresAt };
  });
}

/**
 * Says what the link invites to, without taking a use of it. Throws as join(), and tells `invitation_expired`
 * and `invitation_used_up` apart.
 */
export async function lookAt(link: Link, fetchWith: Fetch = fetch): Promise<Invitation> {
  const fields = await post(link, 'invitation', { code: link.code }, fetchWith);
  const count = (name: string) =>
    fields.has(name) && fields.any(name) !== null ? fields.integer(name) : null;
  return understood(() => ({
    room: fields.textOr('room', link.room),
    title: fields.textOr('title', ''),
    role: readRole(fields),
    ended: fields.flag('ended', false),
    usesLeft: count('uses_left'),
    expiresAt: count('expires_at') ?? 0,
  }));
}

async function post(link: Link, what: string, body: object, fetchWith: Fetch): Promise<Fields> {
  const path = link.room === '' ? '/api/v1/' : `/api/v1/rooms/${link.room}/`;
  let response: Response;
  let answer: string;
  try {
    response = await fetchWith(link.origin + path + what, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.timeout(kRequestMs),
    });
    answer = await response.text();
  } catch (thrown) {
    const late = thrown instanceof Error && thrown.name === 'TimeoutError';
    throw new InterviewError(late ? 'timed_out' : 'io', 'the server cannot be reached');
  }
  if (!response.ok) throw errorOf(response.status, answer);
  return understood(() => new Fields(JSON.parse(answer)));
}

function readRole(fields: Fields): Role | '' {
  const role = fields.textOr('role', '');
  return (kRoles as readonly string[]).includes(role) ? (role as Role) : '';
}

function understood<Read>(read: () => Read): Read {
  try {
    return read();
  } catch {
    throw new InterviewError('protocol', "the server's answer is not understood");
  }
}

const kCodesOfStatus: Readonly<Record<number, Errc>> = {
  401: 'not_permitted',
  403: 'not_permitted',
  404: 'not_found',
  413: 'too_big',
  429: 'too_fast',
  502: 'busy',
  503: 'busy',
  504: 'busy',
};

/** What a response of the server that is no success says. */
export function errorOf(status: number, body: string): InterviewError {
  const code = kCodesOfStatus[status] ?? 'protocol';
  try {
    const error = new Fields(JSON.parse(body)).object('error');
    const said = errcFromWire(error.text('code'));
    return new InterviewError(said === 'internal' ? code : said, error.text('message'));
  } catch {
    return new InterviewError(code, `the server answered with status ${status}`);
  }
}
