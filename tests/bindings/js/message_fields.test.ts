// Every field of every message that a server may send, missing or something else: told as by the C++ library.
import { test } from 'node:test';
import { Desk } from './desk.js';
import { Oracle } from './oracle.js';
import { Random, testSeed } from './random.js';
import { connectedTwin, eventMakers, type Json, kRubbish, otherMakers, welcomedTwin } from './server_talk.js';

// The message with one field at a time, however deep, left out or something else.
function* spoilt(message: unknown): Generator<unknown> {
  if (typeof message !== 'object' || message === null) return;
  for (const [name, value] of Object.entries(message))
    for (const other of [undefined, ...kRubbish, ...spoilt(value)])
      yield Array.isArray(message) ? message.with(Number(name), other) : { ...message, [name]: other };
}

// What need not be there.
const kMore = { client: 'client-at-desk', n: 1, to: 'interviewers' };

test('after the opening', async (t) => {
  const seed = testSeed();
  t.diagnostic(`seed ${seed}`);
  const random = new Random(seed);
  const oracle = new Oracle();
  try {
    let twin = await welcomedTwin(oracle);
    const spoil = async (make: () => Json | undefined) => {
      for (const message of spoilt(make())) {
        const told = await twin.receive(JSON.stringify(message));
        // What was taken, or broke the session, is not to be in the way of the next one.
        if (told !== 'bad_message') twin = await welcomedTwin(oracle);
      }
    };
    const event = (kind: number, more: Json): Json => {
      const seq = twin.session.seen + 1;
      const events = [{ seq, at: 9, by: 1, ...more, ...eventMakers(random, twin)[kind]?.() }];
      return { type: 'events', events, upto: seq, head: 'h' };
    };
    for (const kind of eventMakers(random, twin).keys())
      for (const more of [{}, kMore]) await spoil(() => event(kind, more));
    for (const type of otherMakers(random).keys()) await spoil(() => otherMakers(random)[type]?.());
  } finally {
    oracle.stop();
  }
});

test('the opening', async () => {
  const run = {
    run: 1,
    by: 2,
    doc: 1,
    at: 70,
    stopping: false,
    language: 'python',
    language_version: '3',
    image: '',
  };
  const room = {
    began: 9,
    chat: [{ seq: 8, at: 5, by: 1, note: false, text: 'hello' }],
    runs: [
      { ...run, state: 'running', output: [{ stream: 'out', data: '42' }] },
      {
        ...run,
        run: 2,
        state: 'ended',
        output: [],
        result: 'ok',
        exit_code: 0,
        signal: 0,
        wall_ms: 31,
        cpu_ms: 24,
        memory_kb: 9120,
        truncated: false,
        message: '',
      },
    ],
  };
  const desk = new Desk('abc');
  const welcome = desk.welcome(['a😀c', '']);
  const oracle = new Oracle();
  try {
    const opening = { ...welcome, room: { ...(welcome['room'] as Json), ...room } };
    for (const message of [opening, ...spoilt(opening)])
      await (await connectedTwin(oracle)).receive(JSON.stringify(message));
    // A session that was welcomed before.
    for (const message of spoilt(desk.resume(0, desk.seq))) {
      const twin = await welcomedTwin(oracle);
      await twin.disconnected();
      await twin.connected('token');
      await twin.receive(JSON.stringify(message));
    }
  } finally {
    oracle.stop();
  }
});
