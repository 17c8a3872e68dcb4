import { type Errc, InterviewError } from '../errors.js';

/** Closing codes of docs/protocol.md and RFC 6455 §7.4.1. */
export const kClose = {
  goingAway: 1001,
  messageTooBig: 1009,
  badToken: 4001,
  notPermitted: 4003,
  noSuchRoom: 4004,
  protocolError: 4008,
  replaced: 4009,
  tooBig: 4013,
} as const;

const kStaysAway: ReadonlySet<number> = new Set([
  kClose.messageTooBig,
  kClose.badToken,
  kClose.notPermitted,
  kClose.noSuchRoom,
  kClose.protocolError,
  kClose.replaced,
  kClose.tooBig,
]);

/** Whether a client that was closed with `code` may connect again by itself. */
export function mayReconnect(code: number): boolean {
  return !kStaysAway.has(code);
}

const kMeanings: Readonly<Record<number, readonly [Errc, string]>> = {
  [kClose.messageTooBig]: ['too_big', 'a message was too big for the server'],
  [kClose.badToken]: ['token_expired', 'the token is not good any more'],
  [kClose.notPermitted]: ['not_permitted', 'the room does not let you in'],
  [kClose.noSuchRoom]: ['no_such_room', 'there is no such room'],
  [kClose.tooBig]: ['too_big', 'a message was too big for the server'],
  [kClose.protocolError]: ['protocol', 'the server did not understand this client'],
  [kClose.goingAway]: ['closed', 'the server went away'],
};

export function errorOfClose(code: number, reason: string): InterviewError {
  if (code === kClose.replaced) return new InterviewError('closed', 'another program goes on as this client');
  const [errc, meaning] = kMeanings[code] ?? ['io', 'the connection broke'];
  return new InterviewError(errc, reason === '' ? meaning : reason);
}
