import { type Errc, errcFromWire, InterviewError } from '../errors.js';
import type { Selection } from '../ot/selection.js';
import type { FoldedView } from '../room/room_view.js';
import { readConnections, readView } from '../room/view_json.js';
import { readEvent, type SeenEvent } from './events.js';
import { bad, type Fields, isCount, kMost32, parseObject } from './fields.js';
import { kRoles, permissionsOf, type Role } from './roles.js';

/** What both openings say. `ice`: for RTCPeerConnection. */
export interface Opening {
  you: number;
  connection: number;
  role: Role;
  can: readonly string[];
  /** The last command of this client that the room has. */
  acked: number;
  ice: RTCIceServer[];
  saving: boolean;
  /** Room time at the server; 0: it did not say. */
  time: number;
}

export type ServerMessage =
  | ({ type: 'welcome'; seq: number; head: string; room: FoldedView } & Opening)
  | ({ type: 'resume'; upto: number; connections: ReadonlyMap<number, number> } & Opening)
  | { type: 'events'; upto: number; head: string; events: SeenEvent[] }
  | { type: 'ack'; n: number }
  | { type: 'error'; n: number; code: Errc; message: string; retry: boolean }
  | { type: 'select'; by: number; connection: number; doc: number; rev: number; ranges: Selection[] }
  | { type: 'signal'; from: number; by: number; data: unknown }
  | { type: 'presence'; by: number; connection: number; online: boolean }
  | { type: 'queue'; run: number; position: number }
  | { type: 'saving'; ok: boolean }
  | { type: 'token'; token: string }
  | { type: 'pong' }
  | { type: 'diverged' };

type Message<Type extends ServerMessage['type']> = Extract<ServerMessage, { type: Type }>;

const kReaders: { readonly [Type in ServerMessage['type']]: (f: Fields) => Omit<Message<Type>, 'type'> } = {
  welcome: (f) => ({
    ...readOpening(f),
    seq: f.number('seq'),
    head: f.text('head'),
    room: readView(f.object('room')),
  }),
  resume: (f) => ({ ...readOpening(f), upto: f.number('upto'), connections: readConnections(f) }),
  events: (f) => ({ upto: f.number('upto'), head: f.text('head'), events: readEvents(f) }),
  ack: (f) => ({ n: f.number('n') }),
  error: (f) => ({
    n: f.has('n') ? f.number('n') : 0,
    code: errcFromWire(f.text('code')),
    message: f.textOr('message', ''),
    retry: f.flag('retry', false),
  }),
  select: (f) => ({
    by: f.id('by'),
    connection: f.id('connection'),
    doc: f.id('doc'),
    rev: f.number('rev'),
    ranges: f.list('ranges').map(readRange),
  }),
  signal: (f) => ({ from: f.id('from'), by: f.id('by'), data: f.any('data') }),
  presence: (f) => ({ by: f.id('by'), connection: f.id('connection'), online: f.flag('online', false) }),
  queue: (f) => ({ run: f.id('run'), position: f.id('position') }),
  saving: (f) => ({ ok: f.flag('ok', true) }),
  token: (f) => ({ token: f.text('token') }),
  pong: () => ({}),
  diverged: () => ({}),
};

/** Throws `bad_message`, `unknown_type`, `bad_text`, the `op_*`; nothing else, whatever comes. */
export function decodeServerMessage(json: string): ServerMessage {
  const fields = parseObject(json);
  const type = fields.text('type');
  if (!Object.hasOwn(kReaders, type))
    throw new InterviewError('unknown_type', 'there is no such message type');
  return { type, ...kReaders[type as ServerMessage['type']](fields) } as ServerMessage;
}

// One of a later version is passed over: those beside it are not to be missing.
function readEvents(f: Fields): SeenEvent[] {
  const known: SeenEvent[] = [];
  for (const fields of f.objects('events', (event) => event))
    try {
      known.push(readEvent(fields));
    } catch (thrown) {
      if (!(thrown instanceof InterviewError && thrown.code === 'unknown_type')) throw thrown;
    }
  return known;
}

function readOpening(f: Fields): Opening {
  const role = f.knownOf('role', kRoles);
  return {
    you: f.id('you'),
    connection: f.id('connection'),
    role,
    can: f.has('can') ? f.list('can').filter((name) => typeof name === 'string') : permissionsOf(role),
    acked: f.number('acked'),
    ice: f.has('ice') ? f.objects('ice', readIceServer) : [],
    saving: f.flag('saving', true),
    time: f.has('time') ? f.integer('time') : 0,
  };
}

/** One server of `ice`. */
export function readIceServer(f: Fields): RTCIceServer {
  const urls = f.any('urls');
  const list = Array.isArray(urls) ? urls : [urls];
  if (!list.every((url): url is string => typeof url === 'string')) throw bad("field 'urls' is not text");
  const server: RTCIceServer = { urls: list };
  if (f.has('username')) server.username = f.text('username');
  if (f.has('credential')) server.credential = f.text('credential');
  return server;
}

function readRange(range: unknown): Selection {
  const [anchor, head, ...more] = Array.isArray(range) ? (range as unknown[]) : [];
  if (!isCount(anchor, kMost32) || !isCount(head, kMost32) || more.length > 0)
    throw bad('a selection is a pair of positions');
  return { anchor, head };
}
