import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cameraAndMicrophone, FakeRoom } from './call_fakes.js';

async function pair(prepare: (room: FakeRoom) => void = () => undefined) {
  const room = new FakeRoom();
  prepare(room);
  const first = room.enter(1);
  const second = room.enter(2);
  first.join(cameraAndMicrophone());
  second.join(cameraAndMicrophone());
  await room.deliver();
  return { room, first, second };
}

test('a connection that fails looks for new ways, and goes on when it finds some', async () => {
  const { room, first, second } = await pair();
  const offers = room.peerOf(1).offers + room.peerOf(2).offers;
  room.peerOf(1).setState('failed');
  room.peerOf(2).setState('failed');
  assert.equal(first.peers.get(2)?.phase, 'reconnecting');
  await room.deliver();
  assert.equal(first.peers.get(2)?.phase, 'connected');
  assert.equal(second.peers.get(1)?.phase, 'connected');
  assert.ok(room.peerOf(1).offers + room.peerOf(2).offers > offers, 'there was a new offer');
  assert.equal(room.peers.length, 2, 'the peer connections are the same');
});

test('a connection that is quiet for a moment is left alone, for longer is mended', async () => {
  const { room, first } = await pair();
  const peer = room.peerOf(1);
  const offers = peer.offers;
  peer.setState('disconnected');
  assert.equal(first.peers.get(2)?.phase, 'reconnecting');
  await room.clock.pass(2900);
  peer.setState('connected');
  await room.clock.pass(5000);
  assert.equal(peer.offers, offers);
  peer.setState('disconnected');
  await room.clock.pass(3000);
  assert.equal(peer.offers, offers + 1);
});

test('mending that does not help within ten seconds is given up; retry on one side brings both back', async () => {
  const { room, first, second } = await pair();
  room.routes = false;
  room.peerOf(1).setState('failed');
  room.peerOf(2).setState('failed');
  await room.deliver();
  await room.clock.pass(9000);
  assert.equal(first.peers.get(2)?.phase, 'reconnecting');
  await room.clock.pass(1000);
  assert.deepEqual([first.peers.get(2)?.phase, first.peers.get(2)?.failure], ['failed', 'no_route']);
  assert.equal(second.peers.get(1)?.phase, 'failed');
  room.routes = true;
  second.retry(1);
  await room.deliver();
  assert.equal(first.peers.get(2)?.phase, 'connected');
  assert.equal(second.peers.get(1)?.phase, 'connected');
  assert.equal(first.peers.get(2)?.failure, null);
});

test('both try again at once', async () => {
  const { room, first, second } = await pair((room) => {
    room.routes = false;
  });
  await room.clock.pass(10_000);
  assert.equal(first.peers.get(2)?.phase, 'failed');
  room.routes = true;
  first.retry(2);
  second.retry(1);
  await room.deliver();
  assert.equal(first.peers.get(2)?.phase, 'connected');
  assert.equal(second.peers.get(1)?.phase, 'connected');
});

test('what belongs to a link that is no more is not taken', async () => {
  const { room, first } = await pair();
  const late = room.sent.filter(({ to, data }) => to === 1 && data.call === 'sdp').map(({ data }) => data);
  first.retry(2);
  await room.deliver();
  const before = room.sent.length;
  for (const signal of late) first.takeSignal(2, signal);
  await room.deliver();
  assert.ok(late.length > 0);
  assert.equal(room.sent.length, before, 'it is not answered');
  assert.equal(first.peers.get(2)?.phase, 'connected');
});

test('a TURN server that refuses the credentials is said at once where there is no other way', async () => {
  const { first, second } = await pair((room) => {
    room.serverErrors = [401];
    room.candidates = 0;
  });
  assert.deepEqual([first.peers.get(2)?.phase, first.peers.get(2)?.failure], ['failed', 'relay_refused']);
  assert.equal(second.peers.get(1)?.failure, 'relay_refused');
});

test('a TURN server that refuses does not matter where another way works', async () => {
  const { room, first } = await pair((room) => {
    room.serverErrors = [401, 701];
  });
  assert.equal(first.peers.get(2)?.phase, 'connected');
  await room.clock.pass(60_000);
  assert.equal(first.peers.get(2)?.phase, 'connected');
});

test('the reason for giving up: refused relay, silent relay, no route, no answer', async () => {
  const reason = async (prepare: (room: FakeRoom) => void) => {
    const { room, first } = await pair((room) => {
      room.routes = false;
      prepare(room);
    });
    await room.clock.pass(10_000);
    return first.peers.get(2)?.failure;
  };
  assert.equal(await reason(() => undefined), 'no_route');
  assert.equal(
    await reason((room) => {
      room.serverErrors = [701];
      room.candidates = 0;
    }),
    'relay_unreachable',
  );
  assert.equal(
    await reason((room) => {
      room.serverErrors = [401];
    }),
    'relay_refused',
  );
  const room = new FakeRoom();
  const call = room.enter(1);
  room.enterTerminal(2);
  call.join(null);
  const id = room.sent[0]?.data.id;
  call.takeSignal(2, {
    call: 'here',
    id: 5,
    to: id,
    media: { microphone: true, camera: true, stream: '', screen: '' },
  });
  await room.clock.pass(9_999);
  assert.equal(call.peers.get(2)?.phase, 'connecting');
  await room.clock.pass(1);
  assert.equal(call.peers.get(2)?.failure, 'no_answer');
});

test('after giving up nothing is sent and no time runs', async () => {
  const { room } = await pair((room) => {
    room.routes = false;
  });
  await room.clock.pass(10_000);
  const sent = room.sent.length;
  await room.clock.pass(60_000);
  assert.equal(room.sent.length, sent);
});
