import { InterviewError } from '../errors.js';

/** An invitation. It lets in whoever has it: show it to nobody, write it into no log. */
export interface Link {
  /** Where the server is: "https://host:8443/base", without a slash at the end. */
  origin: string;
  /** '' if the invitation is to the server, not to a room: the owner's. */
  room: string;
  code: string;
}

const kLongestUrl = 2048;

/**
 * Reads "http://host/r/ROOM#i=CODE", or "http://host/#i=CODE". Blanks around it are ignored. Throws
 * `bad_argument`; no message repeats the code.
 */
export function parseLink(url: string): Link {
  const text = url.trim();
  if (text.length > kLongestUrl) throw bad('the address is too long');
  if (!/^https?:\/\//.test(text)) throw bad('an address begins with http:// or https://');
  const parts = URL.canParse(text) ? new URL(text) : null;
  if (!parts) throw bad('the address of the server is malformed');
  if (parts.username !== '' || parts.password !== '') throw bad('a link has no user name');
  if (!text.includes('#')) throw bad('the link has no code (#i=...): copy it whole');
  const code = /^#i=([A-Za-z0-9_-]{1,128})$/.exec(parts.hash)?.[1];
  if (code === undefined) throw bad('the code of the link (#i=...) is malformed');
  const at = parts.pathname.lastIndexOf('/r/');
  const room = at < 0 ? '' : parts.pathname.slice(at + 3);
  if (at >= 0 && !/^[A-Za-z0-9_-]{1,64}$/.test(room)) throw bad('the room of the link is malformed');
  const base = (at < 0 ? parts.pathname : parts.pathname.slice(0, at)).replace(/\/+$/, '');
  if (parts.search !== '' || !/^[A-Za-z0-9/._~-]*$/.test(base))
    throw bad('the path of the address has characters that do not belong there');
  return { origin: parts.origin + base, room, code };
}

function bad(why: string): InterviewError {
  return new InterviewError('bad_argument', why);
}
