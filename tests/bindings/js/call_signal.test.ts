import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  DescriptionParts,
  descriptionSignals,
  kLongestDescription,
  readSignal,
} from '../../../bindings/js/src/call/call_signal.js';
import { judge, measure } from '../../../bindings/js/src/call/quality.js';
import { cameraAndMicrophone, FakeRoom, randomFrom } from './call_fakes.js';

/** The server refuses a signal above this. */
const kSignalBytes = 32 * 1024;
const media = { microphone: true, camera: false, stream: 's', screen: '' };

test('no signal is above the limit of the server, however long the description and however many candidates', async () => {
  const room = new FakeRoom();
  room.filler = 'a=\r\n"\\'.repeat(15_000);
  room.candidates = 150;
  room.enter(1).join(cameraAndMicrophone());
  room.enter(2).join(cameraAndMicrophone());
  await room.deliver();
  assert.equal(room.calls.get(1)?.peers.get(2)?.phase, 'connected');
  assert.ok(room.sent.some((one) => one.data.more === true));
  const longest = Math.max(...room.sent.map((one) => Buffer.byteLength(JSON.stringify(one.data))));
  assert.ok(longest < kSignalBytes, `${longest}`);
});

test('candidates that come before their description wait for it', async () => {
  const room = new FakeRoom();
  const call = room.enter(1);
  room.enterTerminal(2);
  call.join(null);
  const to = room.sent[0]?.data.id;
  call.takeSignal(2, { call: 'here', id: 9, to, media });
  call.takeSignal(2, {
    call: 'ice',
    id: 9,
    to,
    candidates: [{ candidate: 'candidate:1', sdpMid: '0', usernameFragment: 'f' }],
  });
  const sdp = JSON.stringify({ fragment: 'f', sent: [], filler: '' });
  call.takeSignal(2, { call: 'sdp', id: 9, to, kind: 'offer', sdp });
  await room.deliver();
  assert.equal(call.peers.get(2)?.phase, 'connected');
});

test('a description in parts is put together, one that is too long is dropped with all its parts', () => {
  const parts = new DescriptionParts();
  const text = 'x'.repeat(30_000);
  const whole = descriptionSignals(1, 2, 'offer', text).map((one) => one.call === 'sdp' && parts.take(one));
  assert.deepEqual(whole, [null, null, { type: 'offer', sdp: text }]);
  const long = 'x'.repeat(kLongestDescription + 1);
  for (const one of descriptionSignals(1, 2, 'offer', long))
    if (one.call === 'sdp') assert.equal(parts.take(one), null);
  assert.deepEqual(parts.take({ kind: 'answer', sdp: 'y', more: false }), { type: 'answer', sdp: 'y' });
});

test('what is no signal is null', () => {
  const candidate = { candidate: 'c', sdpMid: '0' };
  for (const good of [
    { call: 'join', id: 1, media },
    { call: 'here', id: 1, to: 2, media },
    { call: 'in' },
    { call: 'leave' },
    { call: 'full', to: 1 },
    { call: 'media', media },
    { call: 'sdp', id: 1, to: 2, kind: 'offer', sdp: '' },
    { call: 'ice', id: 1, to: 2, candidates: [candidate] },
  ])
    assert.notEqual(readSignal(good), null, JSON.stringify(good));
  for (const bad of [
    null,
    7,
    'join',
    [],
    {},
    { call: 'jump' },
    { call: 'join' },
    { call: 'join', id: 0, media },
    { call: 'join', id: 1.5, media },
    { call: 'join', id: '1', media },
    { call: 'join', id: 1, media: { ...media, camera: 1 } },
    { call: 'join', id: 1, media: { ...media, stream: 'x'.repeat(129) } },
    { call: 'here', id: 1, media },
    { call: 'full' },
    { call: 'sdp', id: 1, to: 2, kind: 'rollback', sdp: '' },
    { call: 'sdp', id: 1, to: 2, kind: 'offer', sdp: 'x'.repeat(12_001) },
    { call: 'sdp', id: 1, to: 2, kind: 'offer' },
    { call: 'ice', id: 1, to: 2, candidates: [{}] },
    { call: 'ice', id: 1, to: 2, candidates: [{ candidate: 'c' }] },
    { call: 'ice', id: 1, to: 2, candidates: Array(21).fill(candidate) },
    { call: 'ice', id: 1, to: 2, candidates: candidate },
  ])
    assert.equal(readSignal(bad), null, JSON.stringify(bad));
});

test('whatever somebody sends, the call of the others goes on', async () => {
  const seed = Number(process.env.INTERVIEW_SEED ?? Date.now() % 1_000_000);
  console.log(`seed ${seed}`);
  const random = randomFrom(seed);
  const room = new FakeRoom(random);
  for (const one of [1, 2]) room.enter(one).join(cameraAndMicrophone());
  room.enterTerminal(3);
  await room.deliver();
  const seen = room.sent.map((one) => one.data);
  const values = [null, 0, 1, -1, '', 'x', true, [], {}, media, 'offer', seen[0]?.id, 2 ** 60];
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  for (let n = 0; n < 3000; n++) {
    const made: Record<string, unknown> = { ...pick(seen) };
    for (const key of Object.keys(made)) if (key !== 'call' && random() < 0.3) made[key] = pick(values);
    if (made.call === 'here' || made.call === 'join') made.id = 1 + Math.floor(random() * 50);
    room.calls.get(1)?.takeSignal(3, made);
    if (n % 100 === 0) await room.deliver();
  }
  await room.deliver();
  assert.equal(room.calls.get(1)?.peers.get(2)?.phase, 'connected');
  assert.equal(room.calls.get(2)?.peers.get(1)?.phase, 'connected');
});

test('quality by round trip and loss', () => {
  const at = (trip: number | null, received = 0, lost = 0, lostThere: number | null = null) => ({
    roundTripMs: trip,
    received,
    lost,
    lostThere,
  });
  assert.equal(judge(null, at(null)), null);
  assert.equal(judge(null, at(200)), 'good');
  assert.equal(judge(null, at(201)), 'fair');
  assert.equal(judge(null, at(401)), 'poor');
  assert.equal(judge(null, at(10, 97, 3)), 'good');
  assert.equal(judge(null, at(10, 96, 4)), 'fair');
  assert.equal(judge(null, at(10, 91, 9)), 'poor');
  assert.equal(judge(null, at(10, 100, 0, 0.05)), 'fair');
  assert.equal(judge(at(10, 91, 9), at(10, 191, 9)), 'good');
  const report = new Map<string, unknown>([
    ['a', { type: 'candidate-pair', nominated: false, state: 'succeeded', currentRoundTripTime: 9 }],
    ['b', { type: 'candidate-pair', nominated: true, state: 'succeeded', currentRoundTripTime: 0.0456 }],
    ['c', { type: 'inbound-rtp', packetsReceived: 10, packetsLost: 2 }],
    ['d', { type: 'inbound-rtp', packetsReceived: 5, packetsLost: -1 }],
    ['e', { type: 'remote-inbound-rtp', fractionLost: 0.25 }],
    ['f', { type: 'something' }],
  ]);
  assert.deepEqual(measure(report), { roundTripMs: 46, received: 15, lost: 2, lostThere: 0.25 });
});
