// The camera and the microphone of who is in a call, and of who is not: whoever is out of it has neither open.
import assert from 'node:assert/strict';
import {
  allow,
  asked,
  button,
  devicesOpen,
  enterRoom,
  hears,
  seesMove,
  watchDevices,
} from './support/call.mjs';
import { useStage } from './support/stage.mjs';

const stage = useStage(['--sandbox', 'off']);

async function enter(person, link, options) {
  await watchDevices(person);
  await enterRoom(person, link, options);
}

const hold = (person) => person.page.evaluate(() => window.devices.hold());

stage.test(
  '"Join the call" clicked twice opens no device that "Leave the call" does not end',
  async (scene) => {
    const room = await scene.server.makeRoom();
    const ann = await scene.open('Ann');
    await enter(ann, room.links.interviewer);
    await devicesOpen(ann, 'audio', 'video');
    await button(ann, 'Leave the call').click();
    await devicesOpen(ann);
    await hold(ann);
    // Both before the page can draw anything.
    await button(ann, 'Join the call').evaluate((element) => {
      element.click();
      element.click();
    });
    await asked(ann, 2);
    const disabled = [
      await button(ann, 'Join the call').isDisabled(),
      await button(ann, 'Without camera').isDisabled(),
    ];
    await allow(ann, 0, 0);
    await button(ann, 'Leave the call').click();
    await devicesOpen(ann);
    assert.deepEqual(disabled, [true, true]);
    assert.equal(await button(ann, 'Join the call').isDisabled(), false);
  },
);

stage.test('devices that are allowed after one has left the room do not stay on', async (scene) => {
  const room = await scene.server.makeRoom();
  const ann = await scene.open('Ann');
  await enter(ann, room.links.interviewer);
  await button(ann, 'Leave the call').click();
  await devicesOpen(ann);
  await hold(ann);
  await button(ann, 'Join the call').click();
  await asked(ann, 1);
  await button(ann, 'View and settings').click();
  await ann.page.getByRole('menuitem', { name: 'Leave', exact: true }).click();
  // The lobby asks for its preview.
  await asked(ann, 2);
  await allow(ann, 0);
  await devicesOpen(ann);
});

stage.test('a camera that is allowed after one has left the call is not on in the next', async (scene) => {
  const room = await scene.server.makeRoom();
  const ann = await scene.open('Ann');
  await enter(ann, room.links.interviewer, { camera: false });
  await hold(ann);
  await button(ann, 'Turn the camera on').click();
  await asked(ann, 1);
  await button(ann, 'Leave the call').click();
  await button(ann, 'Without camera').click();
  await asked(ann, 2);
  await allow(ann, 1);
  await button(ann, 'Mute').waitFor();
  await allow(ann, 0);
  await devicesOpen(ann, 'audio');
});

stage.test('one can mute while the browser asks for the camera', async (scene) => {
  const room = await scene.server.makeRoom();
  const ann = await scene.open('Ann');
  await enter(ann, room.links.interviewer, { camera: false });
  await hold(ann);
  await button(ann, 'Turn the camera on').click();
  await asked(ann, 1);
  assert.equal(await button(ann, 'Turn the camera on').isDisabled(), true);
  await button(ann, 'Mute').click();
  await button(ann, 'Unmute').waitFor();
  await allow(ann, 0);
  await button(ann, 'Turn the camera off').waitFor();
  await button(ann, 'Unmute').waitFor();
});

/** Before the page is opened. What this returns goes on as the page's client elsewhere, as a copy of its tab does. */
function copyOf(person) {
  let last;
  person.page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      if (String(payload).includes('"type":"hello"')) last = [socket.url(), String(payload)];
    }),
  );
  return async () => {
    await person.page.evaluate(([url, hello]) => {
      const socket = new WebSocket(url, 'interview.v1');
      socket.onopen = () => socket.send(hello);
    }, last);
    await person.page.getByText('This room was opened in another tab').waitFor();
  };
}

async function comeBack(person) {
  await button(person, 'Come back in').click();
  await person.page.getByText('This room was opened in another tab').waitFor({ state: 'detached' });
}

stage.test('who comes back in after another tab had the room is seen and heard', async (scene) => {
  const room = await scene.server.makeRoom();
  const ann = await scene.open('Ann');
  const copied = copyOf(ann);
  await enter(ann, room.links.interviewer);
  const ben = await scene.open('Ben');
  await enter(ben, room.links.reviewer);
  await seesMove(ben, 'Ann');
  await copied();
  await comeBack(ann);
  await button(ann, 'Turn the camera off').waitFor();
  await button(ann, 'Mute').waitFor();
  await devicesOpen(ann, 'audio', 'video');
  await Promise.all([seesMove(ann, 'Ben'), seesMove(ben, 'Ann')]);
  assert.equal(await hears(ben, 'Ann'), true);
});

stage.test('who comes back in is muted as before, and out of the call as before', async (scene) => {
  const room = await scene.server.makeRoom();
  const ann = await scene.open('Ann');
  const copied = copyOf(ann);
  await enter(ann, room.links.interviewer);
  await button(ann, 'Mute').click();
  await copied();
  await comeBack(ann);
  await button(ann, 'Turn the camera off').waitFor();
  await button(ann, 'Unmute').waitFor();
  await devicesOpen(ann, 'video');
  await copied();
  await button(ann, 'Leave the call').click();
  await comeBack(ann);
  await button(ann, 'Join the call').waitFor();
  await devicesOpen(ann);
});

stage.test('who could not come in has no device open after going back', async (scene) => {
  const room = await scene.server.makeRoom();
  const link = await scene.server.invite(room, { role: 'reviewer', uses: 1 });
  const ann = await scene.open('Ann');
  await watchDevices(ann);
  await ann.goto(link);
  await ann.page.getByRole('textbox', { name: 'Your name' }).fill('Ann');
  await devicesOpen(ann, 'audio', 'video');
  // Somebody else was faster.
  const code = new URL(link).hash.slice('#i='.length);
  await scene.server.ask('POST', `/api/v1/rooms/${room.room}/join`, { code, name: 'Ben' });
  await ann.page.getByRole('button', { name: 'Join', exact: true }).click();
  await ann.page.getByRole('heading', { name: 'You are not in the room' }).waitFor();
  await button(ann, 'Back to the lobby').click();
  await devicesOpen(ann);
});
