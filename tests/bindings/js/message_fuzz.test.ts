// Messages that a server may send, good and spoilt: taken or refused as by the C++ library, to the same view.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClientSession, InterviewError } from '../../../bindings/js/src/index.js';
import { kRunResults } from '../../../bindings/js/src/protocol/events.js';
import { kRoles } from '../../../bindings/js/src/protocol/roles.js';
import { Desk } from './desk.js';
import { Oracle } from './oracle.js';
import { Random, testCases, testSeed } from './random.js';
import { Twin } from './twin.js';

type Json = Record<string, unknown>;

const kOptions = { messageBytes: 256 * 1024, undoSteps: 10, documentUnits: 2 ** 20 };

// An event of any kind, which mostly fits.
function randomEvent(random: Random, twin: Twin): Json {
  const odd = random.chance(0.01);
  const { docs, people, runs } = twin.session.view;
  const doc = odd || docs.size === 0 ? random.below(9) : random.pick([...docs.keys()]);
  const run = random.chance(0.9) && runs.size > 0 ? random.pick([...runs.keys()]) : random.below(99);
  const participant = odd ? random.below(9) : random.pick([...people.keys()]);
  const text = random.text(6);
  const there = docs.get(doc);
  const lastDoc = Math.max(0, ...docs.keys());
  const kinds: (() => Json)[] = [
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
  return random.pick(kinds)();
}

function randomMessage(random: Random, twin: Twin): Json {
  let seq = twin.session.seen;
  const by = random.between(0, 3);
  const others: (() => Json)[] = [
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
  if (random.chance(0.2)) return random.pick(others)();
  const events: Json[] = [];
  for (let left = random.chance(0.9) ? 1 : 2; left > 0; left -= 1) {
    seq += random.chance(0.995) ? random.between(1, 3) : 0;
    events.push({ seq, at: seq * 7, by, ...randomEvent(random, twin) });
  }
  return { type: 'events', events, upto: seq + random.below(2), head: 'h' };
}

const kRubbish = [
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

// Puts rubbish somewhere into a message.
function spoil(random: Random, message: unknown): unknown {
  const copy: unknown = structuredClone(message);
  let at = copy;
  for (;;) {
    if (typeof at !== 'object' || at === null) return copy;
    const keys = Object.keys(at);
    const key = keys[random.below(keys.length)];
    if (key === undefined) return copy;
    const object = at as Json;
    const inside = object[key];
    if (typeof inside === 'object' && inside !== null && random.chance(0.8)) {
      at = inside;
      continue;
    }
    if (random.chance(0.3) && !Array.isArray(at)) delete object[key];
    else object[key] = random.pick(kRubbish);
    return copy;
  }
}

test('fuzz: messages do here what they do to the C++ library', async (t) => {
  const seed = testSeed();
  const sessions = testCases(150);
  const oracle = new Oracle();
  const outcomes = new Map<string, number>();
  try {
    for (let number = 0; number < sessions; number += 1) {
      const random = new Random(seed + number);
      const twin = await Twin.open(oracle, 'r_desk', 'client-at-desk', kOptions);
      await twin.connected('token');
      await twin.receive(JSON.stringify(new Desk(['abc', '😀']).welcome(['a😀c', ''])));
      try {
        for (let step = 0; step < 80; step += 1) {
          if (random.chance(0.1))
            await twin.edit(1, random.parts(twin.session.view.docs.get(1)?.text ?? ''), false);
          await twin.next();
          const good = randomMessage(random, twin);
          const message = random.chance(0.05) ? spoil(random, good) : good;
          const told = await twin.receive(JSON.stringify(message));
          const outcome = typeof told === 'string' ? told : 'taken';
          outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
          if (typeof told === 'string' && told !== 'bad_message') break;
          if (step % 20 === 0) await twin.compare();
        }
        await twin.compare();
      } catch (thrown) {
        t.diagnostic(`seed ${seed + number} of the session that failed`);
        throw thrown;
      }
    }
  } finally {
    oracle.stop();
  }
  t.diagnostic(`seed ${seed}: ${JSON.stringify(Object.fromEntries(outcomes))}`);
  assert.ok((outcomes.get('taken') ?? 0) > 100 && (outcomes.get('bad_message') ?? 0) > 0);
});

test('half a surrogate pair is refused wherever it stands, and nothing else is taken for one', async () => {
  const oracle = new Oracle();
  const half = [
    '\\ude00',
    '\\uDFFF',
    '\\ud83d',
    '\\ude00\\ud83d',
    '\\ud83d\\ude00\\ude00',
    '\\\\\\ude00',
    '\\ud83d😀',
  ];
  const whole = [
    '\\ud83d\\ude00',
    '\\uD83D\\uDE00',
    '\\\\ude00',
    '\\\\\\ud83d\\ude00',
    '\\ue000',
    '\\ud7ff',
    '😀',
  ];
  const messages = (text: string) => [
    `{"type":"signal","from":9,"by":3,"data":{"sdp":["${text}"]}}`,
    `{"type":"signal","from":9,"by":3,"data":{"${text}":1}}`,
    `{"type":"error","code":"busy","message":"${text}"}`,
    `{"type":"token","token":"${text}"}`,
    `{"type":"pong","later":"${text}"}`,
  ];
  try {
    const twin = await Twin.open(oracle, 'r_desk', 'client-at-desk', kOptions);
    await twin.connected('token');
    await twin.receive(JSON.stringify(new Desk(['abc']).welcome(['abc'])));
    for (const json of whole.flatMap(messages))
      assert.notEqual(typeof (await twin.receive(json)), 'string', json);
    for (const json of half.flatMap(messages)) assert.equal(await twin.receive(json), 'bad_text', json);
    assert.throws(
      () => twin.session.receive(`{"type":"token","token":"\ude00"}`),
      (thrown) => thrown instanceof InterviewError && thrown.code === 'bad_text',
    );
  } finally {
    oracle.stop();
  }
});

test('fuzz: whatever comes is taken or refused, and nothing else is thrown', (t) => {
  const seed = testSeed();
  const count = testCases(20_000);
  t.diagnostic(`seed ${seed}, ${count} messages`);
  const random = new Random(seed);
  const desk = new Desk(['a', 'b']);
  const welcome = desk.welcome(['abc'], { ice: [{ urls: ['turn:x'], username: 'u', credential: 'c' }] });
  const frame = desk.frame({ kind: 'joined', participant: 3, role: 'observer', name: 'Cora' });
  const seeds = [welcome, desk.resume(0, 10), frame, { type: 'error', code: 'busy', retry: true }];
  const refused = new Set<string>();
  for (let i = 0; i < count; i += 1) {
    let message: unknown = random.pick(seeds);
    for (let times = random.between(1, 3); times > 0; times -= 1) message = spoil(random, message);
    let json = JSON.stringify(message);
    if (random.chance(0.1)) json = json.slice(0, random.below(json.length));
    const session = new ClientSession('r_desk', 'client-at-desk');
    session.connected('token');
    try {
      session.receive(json);
    } catch (thrown) {
      assert.ok(thrown instanceof InterviewError, `seed ${seed}: ${json}: ${thrown}`);
      refused.add(thrown.code);
    }
  }
  assert.ok(refused.has('bad_message') && refused.has('unknown_type'));
});
