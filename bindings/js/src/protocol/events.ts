import { InterviewError } from '../errors.js';
import { Operation } from '../ot/operation.js';
import { bad, type Fields } from './fields.js';
import { kRoles, type Role } from './roles.js';

export const kRunResults = [
  'ok',
  'compile_error',
  'runtime_error',
  'time_limit',
  'memory_limit',
  'output_limit',
  'process_limit',
  'cancelled',
  'interrupted',
  'internal_error',
] as const;
/** How a run ended. */
export type RunKind = (typeof kRunResults)[number];
export const kStreams = ['out', 'err'] as const;
export type OutputStream = (typeof kStreams)[number];

/** Who sees something; a number: that person and who did it. */
export type Audience = 'all' | 'interviewers' | number;

export interface RunResult {
  result: RunKind;
  exitCode: number;
  /** That ended it, else 0. */
  signal: number;
  wallMs: number;
  cpuMs: number;
  memoryKb: number;
  /** Output was cut at the limit. */
  truncated: boolean;
  message: string;
}

/** What happened in a room, by kind. */
export type RoomEvent =
  | { kind: 'opened'; title: string; language: string }
  | { kind: 'joined'; participant: number; role: Role; name: string }
  | { kind: 'role_changed'; participant: number; role: Role }
  | { kind: 'removed'; participant: number }
  | { kind: 'doc_opened'; doc: number; name: string; owner: number; text: string }
  | { kind: 'doc_renamed'; doc: number; name: string }
  | { kind: 'doc_removed'; doc: number }
  | { kind: 'edited'; doc: number; rev: number; op: Operation }
  | { kind: 'chat'; text: string }
  | { kind: 'note'; text: string }
  | { kind: 'language_set'; language: string }
  | { kind: 'problem_set'; id: string; title: string; statement: string }
  | { kind: 'locked' }
  | { kind: 'unlocked' }
  | { kind: 'run_queued'; run: number; doc: number; rev: number; language: string; input: string }
  | { kind: 'run_started'; run: number; languageVersion: string; image: string; cold: boolean }
  | { kind: 'run_output'; run: number; stream: OutputStream; data: string }
  | { kind: 'run_input'; run: number; text: string; end: boolean }
  | { kind: 'run_stopping'; run: number }
  | ({ kind: 'run_ended'; run: number; droppedBytes: number } & RunResult)
  | { kind: 'submitted'; docs: readonly { doc: number; rev: number }[] }
  | { kind: 'ended' };

/**
 * An event as a participant sees it. `at` is in ms since the room was opened. `client` and `n` are of the command,
 * in the events of one's own commands only; else '' and 0.
 */
export type SeenEvent = {
  seq: number;
  at: number;
  by: number;
  client: string;
  n: number;
  to: Audience;
} & RoomEvent;

const kReaders: Readonly<Record<RoomEvent['kind'], (f: Fields) => object>> = {
  opened: (f) => ({ title: f.text('title'), language: f.text('language') }),
  joined: (f) => ({
    participant: f.id('participant'),
    role: f.knownOf('role', kRoles),
    name: f.textOr('name', ''),
  }),
  role_changed: (f) => ({ participant: f.id('participant'), role: f.knownOf('role', kRoles) }),
  removed: (f) => ({ participant: f.id('participant') }),
  doc_opened: (f) => ({ doc: f.id('doc'), name: f.text('name'), owner: f.id('owner'), text: f.text('text') }),
  doc_renamed: (f) => ({ doc: f.id('doc'), name: f.text('name') }),
  doc_removed: (f) => ({ doc: f.id('doc') }),
  edited: (f) => ({ doc: f.id('doc'), rev: f.number('rev'), op: Operation.read(f.any('op')) }),
  chat: (f) => ({ text: f.text('text') }),
  note: (f) => ({ text: f.text('text') }),
  language_set: (f) => ({ language: f.text('language') }),
  problem_set: (f) => ({ id: f.text('id'), title: f.text('title'), statement: f.text('statement') }),
  locked: () => ({}),
  unlocked: () => ({}),
  run_queued: (f) => ({
    run: f.id('run'),
    doc: f.id('doc'),
    rev: f.number('rev'),
    language: f.text('language'),
    input: f.text('input'),
  }),
  run_started: (f) => ({
    run: f.id('run'),
    languageVersion: f.text('language_version'),
    image: f.text('image'),
    cold: f.flag('cold', false),
  }),
  run_output: (f) => ({ run: f.id('run'), stream: f.oneOf('stream', kStreams), data: f.text('data') }),
  run_input: (f) => ({ run: f.id('run'), text: f.text('text'), end: f.flag('end', false) }),
  run_stopping: (f) => ({ run: f.id('run') }),
  run_ended: (f) => ({
    run: f.id('run'),
    ...readRunResult(f),
    message: f.text('message'),
    droppedBytes: f.number('dropped_bytes'),
  }),
  submitted: (f) => ({ docs: f.objects('docs', (d) => ({ doc: d.id('doc'), rev: d.number('rev') })) }),
  ended: () => ({}),
};

/** Throws `bad_message`, `bad_argument`, `unknown_type` (a kind that this version does not know), `bad_text`, the `op_*`. */
export function readEvent(fields: Fields): SeenEvent {
  const head = {
    seq: fields.number('seq'),
    at: fields.integer('at'),
    by: fields.id('by'),
    client: fields.textOr('client', ''),
    n: fields.has('n') ? fields.number('n') : 0,
    to: readAudience(fields),
    kind: fields.text('kind'),
  };
  const { kind } = head;
  if (!Object.hasOwn(kReaders, kind)) throw new InterviewError('unknown_type', 'unknown kind of event');
  return Object.assign(head, kReaders[kind as RoomEvent['kind']](fields)) as SeenEvent;
}

export function readAudience(fields: Fields): Audience {
  if (!fields.has('to')) return 'all';
  const to = fields.any('to');
  if (typeof to === 'number') return fields.id('to');
  if (to === 'interviewers') return to;
  throw bad("field 'to' is not an audience");
}

const kMostSigned = 2 ** 31 - 1;

/** The fields of a run that has ended. */
export function readRunResult(fields: Fields): RunResult {
  return {
    result: fields.knownOf('result', kRunResults),
    exitCode: fields.integer('exit_code', kMostSigned),
    signal: fields.integer('signal', kMostSigned),
    wallMs: fields.number('wall_ms'),
    cpuMs: fields.number('cpu_ms'),
    memoryKb: fields.number('memory_kb'),
    truncated: fields.flag('truncated', false),
    message: fields.textOr('message', ''),
  };
}
