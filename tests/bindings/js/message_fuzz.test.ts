// Messages that a server may send, good and spoilt: taken or refused as by the C++ library, to the same view.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClientSession, InterviewError } from '../../../bindings/js/src/index.js';
import { Desk } from './desk.js';
import { Oracle } from './oracle.js';
import { Random, testCases, testSeed } from './random.js';
import { eventMakers, type Json, kRubbish, otherMakers, welcomedTwin } from './server_talk.js';
import type { Twin } from './twin.js';

function randomMessage(random: Random, twin: Twin): Json {
  let seq = twin.session.seen;
  const by = random.between(0, 3);
  if (random.chance(0.2)) return random.pick(otherMakers(random))();
  const events: Json[] = [];
  for (let left = random.chance(0.9) ? 1 : 2; left > 0; left -= 1) {
    seq += random.chance(0.995) ? random.between(1, 3) : 0;
    events.push({ seq, at: seq * 7, by, ...random.pick(eventMakers(random, twin))() });
  }
  return { type: 'events', events, upto: seq + random.below(2), head: 'h' };
}

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
      const twin = await welcomedTwin(oracle);
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
    const twin = await welcomedTwin(oracle);
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
