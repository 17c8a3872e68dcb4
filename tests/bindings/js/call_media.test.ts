import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cameraAndMicrophone, FakeRoom, FakeStream, FakeTrack, randomFrom } from './call_fakes.js';

async function pair(stream: MediaStream | null = cameraAndMicrophone()) {
  const room = new FakeRoom();
  const first = room.enter(1);
  const second = room.enter(2);
  first.join(stream);
  second.join(cameraAndMicrophone());
  await room.deliver();
  return { room, first, second };
}

const asTrack = (track: FakeTrack) => track as unknown as MediaStreamTrack;

test('mute and camera off: the track goes silent, the other is told', async () => {
  const audio = new FakeTrack('audio');
  const video = new FakeTrack('video');
  const { room, first, second } = await pair(new FakeStream([audio, video]) as unknown as MediaStream);
  assert.deepEqual([second.peers.get(1)?.microphone, second.peers.get(1)?.camera], [true, true]);
  assert.equal(first.setMicrophone(false), true);
  await room.deliver();
  assert.equal(audio.enabled, false);
  assert.deepEqual([second.peers.get(1)?.microphone, second.peers.get(1)?.camera], [false, true]);
  first.setMicrophone(true);
  first.setCamera(false);
  await room.deliver();
  assert.deepEqual([audio.enabled, video.enabled], [true, false]);
  assert.deepEqual([second.peers.get(1)?.microphone, second.peers.get(1)?.camera], [true, false]);
  assert.deepEqual([first.local.microphone, first.local.camera], [true, false]);
});

test('who comes later is told what is muted', async () => {
  const { room, first } = await pair();
  first.setMicrophone(false);
  const third = room.enter(3);
  third.join(null);
  await room.deliver();
  assert.deepEqual([third.peers.get(1)?.microphone, third.peers.get(1)?.camera], [false, true]);
});

test('without a device nothing can be switched on; one that is added later is offered', async () => {
  const { room, first, second } = await pair(null);
  assert.equal(first.setMicrophone(true), false);
  assert.equal(first.setCamera(true), false);
  assert.equal(second.peers.get(1)?.stream, null);
  first.useDevices({ video: asTrack(new FakeTrack('video')) });
  await room.deliver();
  assert.deepEqual([second.peers.get(1)?.microphone, second.peers.get(1)?.camera], [false, true]);
  assert.notEqual(second.peers.get(1)?.stream, null);
  assert.deepEqual([first.local.hasMicrophone, first.local.hasCamera], [false, true]);
});

test('both add a camera at the same moment: the two offers cross, and both come through', async () => {
  for (let seed = 1; seed <= 100; seed++) {
    const room = new FakeRoom(randomFrom(seed));
    const [first, second] = [room.enter(1), room.enter(2)];
    first.join(null);
    second.join(null);
    await room.deliver();
    first.useDevices({ video: asTrack(new FakeTrack('video')) });
    second.useDevices({ video: asTrack(new FakeTrack('video')) });
    await room.deliver();
    assert.notEqual(first.peers.get(2)?.stream, null, `seed ${seed}`);
    assert.notEqual(second.peers.get(1)?.stream, null, `seed ${seed}`);
    for (const { peer } of room.peers) assert.equal(peer.wrongCandidates, 0);
  }
});

test('the first offer comes from one end only', async () => {
  for (let seed = 1; seed <= 50; seed++) {
    const room = new FakeRoom(randomFrom(seed));
    for (const one of [1, 2]) room.enter(one).join(cameraAndMicrophone());
    await room.deliver();
    assert.deepEqual([room.peerOf(1).offers, room.peerOf(2).offers], [0, 1]);
  }
});

test('another device takes the place of the first without a new offer, and stays muted', async () => {
  const { room, first, second } = await pair();
  first.setMicrophone(false);
  await room.deliver();
  const offers = room.peerOf(1).offers;
  const other = new FakeTrack('audio');
  first.useDevices({ audio: asTrack(other) });
  await room.deliver();
  assert.equal(room.peerOf(1).senders.find((one) => one.kind === 'audio')?.track, other);
  assert.equal(room.peerOf(1).offers, offers);
  assert.equal(other.enabled, false);
  assert.equal(second.peers.get(1)?.microphone, false);
});

test('a camera that is unplugged is off for everybody', async () => {
  const video = new FakeTrack('video');
  const { room, first, second } = await pair(
    new FakeStream([new FakeTrack('audio'), video]) as unknown as MediaStream,
  );
  video.onended?.();
  await room.deliver();
  assert.equal(first.local.hasCamera, false);
  assert.deepEqual([second.peers.get(1)?.microphone, second.peers.get(1)?.camera], [true, false]);
});

test('a shared screen is a stream beside the camera, and ends when the browser ends it', async () => {
  const { room, first, second } = await pair();
  assert.equal(await first.shareScreen(), true);
  await room.deliver();
  const peer = second.peers.get(1);
  assert.ok(peer?.screen && peer.stream);
  assert.notEqual(peer.screen.id, peer.stream.id);
  assert.equal(first.local.screen?.id, peer.screen.id);
  room.screens[0]?.onended?.();
  await room.deliver();
  assert.equal(second.peers.get(1)?.screen, null);
  assert.equal(first.local.screen, null);
  assert.equal(room.screens[0]?.stopped, true);
  const offers = room.peerOf(1).offers + room.peerOf(2).offers;
  await first.shareScreen();
  await room.deliver();
  assert.notEqual(second.peers.get(1)?.screen, null);
  assert.equal(room.peerOf(1).offers + room.peerOf(2).offers, offers, 'the second time needs no offer');
  first.leave();
  assert.equal(room.screens[1]?.stopped, true);
});

test('who comes later sees the shared screen', async () => {
  const { room, first } = await pair();
  await first.shareScreen();
  const third = room.enter(3);
  third.join(null);
  await room.deliver();
  assert.notEqual(third.peers.get(1)?.screen, null);
});

test('not to choose a screen is no error, another failure is', async () => {
  const refusals = ['NotAllowedError', 'AbortError'];
  const room = new FakeRoom();
  const call = room.enter(1, {
    displayMedia: async () => {
      throw Object.assign(new Error('no'), { name: refusals.shift() });
    },
  });
  call.join(null);
  assert.equal(await call.shareScreen(), false);
  await assert.rejects(call.shareScreen(), { name: 'AbortError' });
});

test('own tracks are not stopped by leaving', async () => {
  const video = new FakeTrack('video');
  const { first } = await pair(new FakeStream([video]) as unknown as MediaStream);
  first.leave();
  assert.equal(video.stopped, false);
});

test('relay only, when asked for', async () => {
  const room = new FakeRoom();
  room.enter(1, { relayOnly: true }).join(null);
  room.enter(2).join(null);
  await room.deliver();
  assert.equal(room.peerOf(1).configuration.iceTransportPolicy, 'relay');
  assert.equal(room.peerOf(2).configuration.iceTransportPolicy, 'all');
});

test('the more there are, the less each is sent', async () => {
  const { room } = await pair();
  const two = room.peerOf(1).maxBitrate;
  room.enter(3).join(cameraAndMicrophone());
  await room.deliver();
  assert.ok(two > 0);
  assert.ok(room.peerOf(1).maxBitrate < two);
});

test('the quality is looked at every two seconds', async () => {
  const { room, first } = await pair();
  const peer = room.peerOf(1);
  const stats = (trip: number, received: number, lost: number): [string, unknown][] => [
    ['p', { type: 'candidate-pair', nominated: true, state: 'succeeded', currentRoundTripTime: trip }],
    ['i', { type: 'inbound-rtp', packetsReceived: received, packetsLost: lost }],
  ];
  peer.stats = stats(0.03, 1000, 0);
  await room.clock.pass(2000);
  assert.deepEqual([first.peers.get(2)?.quality, first.peers.get(2)?.roundTripMs], ['good', 30]);
  peer.stats = stats(0.03, 1095, 5);
  await room.clock.pass(2000);
  assert.equal(first.peers.get(2)?.quality, 'fair');
  peer.stats = stats(0.5, 1195, 5);
  await room.clock.pass(2000);
  assert.equal(first.peers.get(2)?.quality, 'poor');
  peer.stats = stats(0.03, 1295, 5);
  await room.clock.pass(2000);
  assert.equal(first.peers.get(2)?.quality, 'good', 'only what was lost since the last look counts');
});

test('state that has not changed is the same value', async () => {
  const { room, first } = await pair();
  const before = [first.peers, first.peers.get(2), first.local];
  let changes = 0;
  const stop = first.on('change', () => changes++);
  first.takeSignal(2, {
    call: 'media',
    media: { microphone: true, camera: true, stream: first.peers.get(2)?.stream?.id, screen: '' },
  });
  assert.deepEqual(
    [first.peers, first.peers.get(2), first.local].map((one, at) => one === before[at]),
    [true, true, true],
  );
  assert.equal(changes, 1);
  stop();
  first.setMicrophone(false);
  assert.equal(changes, 1);
  assert.notEqual(first.local, before[2]);
  await room.deliver();
});
