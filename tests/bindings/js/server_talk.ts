// Messages of a server for a session at a desk, drawn at random, and what may stand in them by mistake.
import { kRunResults } from '../../../bindings/js/src/protocol/events.js';
import { kRoles } from '../../../bindings/js/src/protocol/roles.js';
import { Desk } from './desk.js';
import type { Oracle } from './oracle.js';
import type { Random } from './random.js';
import { Twin } from './twin.js';

export type Json = Record<string, unknown>;

const kOptions = { messageBytes: 256 * 1024, undoSteps: 10, documentUnits: 2 ** 20 };

/** Connected, and not welcomed yet. */
export async function connectedTwin(oracle: Oracle): Promise<Twin> {
  const twin = await Twin.open(oracle, 'r_desk', 'client-at-desk', kOptions);
  await twin.connected('token');
  return twin;
}

export async function welcomedTwin(oracle: Oracle): Promise<Twin> {
  const twin = await connectedTwin(oracle);
  await twin.receive(JSON.stringify(new Desk(['abc', '😀']).welcome(['a😀c', ''])));
  return twin;
}

/** How to make an event of each kind, which mostly fits. */
export function eventMakers(random: Random, twin: Twin): (() => Json)[] {
  const odd = random.chance(0.01);
  const { docs, people, runs } = twin.session.view;
  const doc = odd || docs.size === 0 ? random.below(9) : random.pick([...docs.keys()]);
  const run = random.chance(0.9) && runs.size > 0 ? random.pick([...runs.keys()]) : random.below(99);
  const participant = odd ? random.below(9) : random.pick([...people.keys()]);
  const text = random.text(6);
  const there = docs.get(doc);
  const lastDoc = Math.max(0, ...docs.keys());
  return [
    () => ({ kind: 'opened', title: text, language: 'go' }),
    () => ({ kind: 'joined', participant: random.between(1, 5), role: random.pick(kRoles), name: text }),
    () => ({ kind: 'role_changed', participant, role: random.pick(kRoles) }),
    () => ({ kind: 'removed', participant }),
    () => ({ kind: 'doc_opened', doc: odd ? doc : lastDoc + 1, name: text, owner: 0, text }),
    () => ({ kind: 'doc_renamed', doc, name: text }),
    () => (docs.size > 1 || odd ? { kind: 'doc_removed', doc } : { kind: 'locked' }),
    () => ({
      kind: 'edited',
      doc,
      rev: (there?.rev ?? 0) + (odd ? 2 : 1),
      op: random.parts(there?.text ?? ''),
    }),
    () => ({ kind: 'chat', text }),
    () => ({ kind: 'note', text, to: 'interviewers' }),
    () => ({ kind: 'chat', text, to: 2 }),
    () => ({ kind: 'language_set', language: text }),
    () => ({ kind: 'problem_set', id: text, title: text, statement: text }),
    () => ({ kind: 'locked' }),
    () => ({ kind: 'unlocked' }),
    () => ({
      kind: 'run_queued',
      run: Math.max(0, ...runs.keys()) + 1,
      doc,
      rev: 1,
      language: 'go',
      input: text,
    }),
    () => ({ kind: 'run_started', run, language_version: text, image: text, cold: random.chance(0.5) }),
    () => ({
      kind: 'run_output',
      run,
      stream: random.pick(['out', 'err']),
      data: text.repeat(random.below(900)),
    }),
    () => ({ kind: 'run_output', run, stream: random.pick(['out', 'err']), data: text }),
    () => ({ kind: 'run_input', run, text, end: random.chance(0.5) }),
    () => ({ kind: 'run_stopping', run }),
    () => ({
      kind: 'run_ended',
      run,
      result: random.pick(kRunResults),
      exit_code: random.below(300) - 100,
      signal: random.below(20),
      wall_ms: random.next(),
      cpu_ms: random.next(),
      memory_kb: random.next(),
      truncated: random.chance(0.5),
      message: text,
      dropped_bytes: random.next(),
    }),
    () => ({ kind: 'submitted', docs: [{ doc, rev: 3 }] }),
    () => ({ kind: 'ended' }),
  ];
}

/** How to make a message of each type that comes after the opening and is no event. */
export function otherMakers(random: Random): (() => Json)[] {
  const by = random.between(0, 3);
  return [
    () => ({ type: 'ack', n: random.chance(0.1) ? random.below(5) : 99 }),
    () => ({ type: 'error', n: random.below(5), code: 'locked', message: 'm', retry: random.chance(0.5) }),
    () => ({ type: 'error', code: 'a code of later', message: 'm' }),
    () => ({
      type: 'select',
      by,
      connection: 9,
      doc: 1,
      rev: random.below(6),
      ranges: [[0, random.chance(0.9) ? 0 : 9]],
    }),
    () => ({ type: 'signal', from: 9, by, data: { sdp: random.text(3), list: [1, null, true] } }),
    () => ({ type: 'presence', by, connection: random.below(9), online: random.chance(0.5) }),
    () => ({ type: 'queue', run: 3, position: random.below(4) }),
    () => ({ type: 'saving', ok: random.chance(0.5) }),
    () => ({ type: 'token', token: random.text(9) }),
    () => ({ type: 'pong' }),
  ];
}

export const kRubbish = [
  null,
  -1,
  0,
  1.5,
  'x',
  '',
  true,
  [],
  {},
  [1],
  { a: 1 },
  2 ** 32,
  'r\r',
  '\ud83d',
  '\ude00',
  ['\udfff'],
];
