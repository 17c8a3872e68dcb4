// The video call, between real browsers over the signaling of a real server.
import assert from 'node:assert/strict';
import {
  button,
  devicesOpen,
  enterRoom,
  hears,
  seesMove,
  tile,
  watchConnections,
  watchDevices,
  watchRefusals,
  ways,
} from './support/call.mjs';
import { Server } from './support/server.mjs';
import { useStage } from './support/stage.mjs';

const stage = useStage(['--sandbox', 'off']);

async function pair({ server, open }, options = {}) {
  const room = await server.makeRoom();
  const ann = await open('Ann', options.ann);
  const ben = await open('Ben', options.ben);
  for (const person of [ann, ben]) {
    await watchConnections(person);
    await watchDevices(person);
    person.refusals = watchRefusals(person);
  }
  await enterRoom(ann, room.links.interviewer);
  await enterRoom(ben, room.links.reviewer);
  return { room, ann, ben };
}

stage.test('two people see and hear each other', async (scene) => {
  const { ann, ben } = await pair(scene);
  await Promise.all([seesMove(ann, 'Ben'), seesMove(ben, 'Ann')]);
  assert.equal(await hears(ann, 'Ben'), true);
  assert.equal(await hears(ben, 'Ann'), true);
  const own = tile(ann, 'Ann (you)').locator('video');
  assert.equal(await own.evaluate((video) => video.muted), true, 'the own sound would echo');
  await tile(ann, 'Ben').locator('.quality').waitFor({ state: 'attached' });
  assert.deepEqual(await ann.axe(), []);
  await ann.screenshot('call two');
});

stage.test('mute, camera off and on again, as the other sees it', async (scene) => {
  const { ann, ben } = await pair(scene);
  await seesMove(ben, 'Ann');
  await button(ann, 'Mute').click();
  await tile(ben, 'Ann').getByRole('img', { name: 'Muted' }).waitFor();
  await button(ann, 'Turn the camera off').click();
  await tile(ben, 'Ann').getByRole('img', { name: 'Camera off' }).waitFor();
  assert.equal(await tile(ben, 'Ann').locator('video').isVisible(), false);
  await button(ann, 'Unmute').click();
  await button(ann, 'Turn the camera on').click();
  await tile(ben, 'Ann').getByRole('img').first().waitFor({ state: 'detached' });
  await seesMove(ben, 'Ann');
});

stage.test('a shared screen beside the camera', async (scene) => {
  const { ann, ben } = await pair(scene);
  await seesMove(ben, 'Ann');
  await button(ann, 'Share your screen').click();
  await Promise.all([seesMove(ben, 'Screen of Ann'), seesMove(ben, 'Ann')]);
  await ben.screenshot('call screen');
  await button(ann, 'Stop sharing').click();
  await tile(ben, 'Screen of Ann').waitFor({ state: 'detached' });
  await button(ann, 'Share your screen').click();
  await seesMove(ben, 'Screen of Ann');
  // As when the person ends it in the browser's own bar.
  await ann.page.evaluate(() => {
    const screen = document.querySelector('figure.tile.screen video').srcObject.getVideoTracks()[0];
    screen.stop();
    screen.dispatchEvent(new Event('ended'));
  });
  await tile(ben, 'Screen of Ann').waitFor({ state: 'detached' });
});

stage.test('one loads the page again, and the call comes back', async (scene) => {
  const { ann, ben } = await pair(scene);
  await seesMove(ann, 'Ben');
  await ben.page.reload();
  await tile(ann, 'Ben').waitFor({ state: 'detached' });
  // The browser knows who it was: one click.
  await ben.page.getByRole('button', { name: 'Come back in as Ben' }).click();
  await Promise.all([seesMove(ann, 'Ben'), seesMove(ben, 'Ann')]);
  assert.equal(await tile(ann, 'Ben').count(), 1);
});

stage.test('the server is killed and comes back: so does the call', async ({ open }) => {
  const server = await Server.open(['--sandbox', 'off']);
  try {
    await killedAndBack(server, await pair({ server, open }, { ann: { server }, ben: { server } }));
  } finally {
    await server.close();
  }
});

async function killedAndBack(server, { ann, ben }) {
  await Promise.all([seesMove(ann, 'Ben'), seesMove(ben, 'Ann')]);
  await server.kill();
  // Media need no server.
  await seesMove(ann, 'Ben');
  const before = await ann.page.evaluate(() => window.connections.length);
  await server.start();
  await ann.page.waitForFunction((count) => window.connections.length > count, before);
  await Promise.all([seesMove(ann, 'Ben'), seesMove(ben, 'Ann')]);
  assert.equal(await ann.page.locator('figure.tile').count(), 2);
}

stage.test('the network of one breaks for a while', async (scene) => {
  const { ann, ben } = await pair(scene, { ben: { network: true } });
  await seesMove(ann, 'Ben');
  await ben.cutNetwork();
  await tile(ann, 'Ben').waitFor({ state: 'detached' });
  await ben.restoreNetwork();
  await Promise.all([seesMove(ann, 'Ben'), seesMove(ben, 'Ann')]);
});

stage.test('a terminal in the room does not disturb the call', async (scene) => {
  const { room, ann, ben } = await pair(scene);
  await seesMove(ann, 'Ben');
  const before = await ann.page.evaluate(() => window.connections.length);
  const terminal = await scene.server.terminal(room.links.interviewer, 'Ann');
  terminal.type('hello from the terminal');
  await terminal.waitFor('hello from the terminal');
  await Promise.all([seesMove(ann, 'Ben'), seesMove(ben, 'Ann')]);
  await terminal.kill('SIGTERM');
  await Promise.all([seesMove(ann, 'Ben'), seesMove(ben, 'Ann')]);
  assert.equal(
    await ann.page.evaluate(() => window.connections.length),
    before,
    'nothing was set up with it',
  );
  assert.equal(await ben.page.locator('figure.tile').count(), 2);
});

stage.test('a third joins by voice, and leaves the call', async (scene) => {
  const { room, ann, ben } = await pair(scene);
  const eve = await scene.open('Eve');
  await enterRoom(eve, room.links.interviewer, { camera: false });
  await Promise.all([seesMove(eve, 'Ann'), seesMove(eve, 'Ben'), seesMove(ann, 'Ben')]);
  await tile(ann, 'Eve').getByRole('img', { name: 'Camera off' }).waitFor();
  assert.equal(await hears(ben, 'Eve'), true);
  assert.deepEqual(await eve.axe(), []);
  await button(eve, 'Leave the call').click();
  await tile(ann, 'Eve').waitFor({ state: 'detached' });
  await eve.page.getByText('Ann and Ben are in the call.').waitFor();
  await button(eve, 'Join the call').click();
  await Promise.all([seesMove(eve, 'Ann'), seesMove(ann, 'Eve')]);
});

stage.test('four are in a call; a fifth is told that it is full, until somebody leaves', async (scene) => {
  const room = await scene.server.makeRoom();
  const link = await scene.server.invite(room, { role: 'reviewer', uses: 5 });
  const people = [];
  for (const name of ['Ann', 'Ben', 'Cleo', 'Dan', 'Eve']) {
    // To look and listen only: who is in, not what they send, is what this is about.
    const person = await scene.open(name, { devices: false });
    await person.goto(link);
    await person.page.getByRole('textbox', { name: 'Your name' }).fill(name);
    await button(person, 'Join without camera and microphone').click();
    await button(person, 'Without camera').click();
    people.push(person);
    if (name !== 'Eve')
      for (const one of people)
        await one.page
          .locator('figure.tile')
          .nth(people.length - 1)
          .waitFor();
  }
  const [ann, , , dan, eve] = people;
  await eve.page.getByText('The call is full: four people can be in it.').waitFor();
  assert.equal(await eve.page.locator('figure.tile').count(), 0);
  assert.deepEqual(await eve.axe(), []);
  assert.equal(await ann.page.locator('figure.tile').count(), 4);
  await button(dan, 'Leave the call').click();
  await tile(ann, 'Dan').waitFor({ state: 'detached' });
  await button(eve, 'Without camera').click();
  await tile(ann, 'Eve').waitFor();
  await tile(eve, 'Cleo').waitFor();
  assert.equal(await eve.page.locator('figure.tile').count(), 4);
});

stage.test('another camera is taken without a new connection', async (scene) => {
  const { ann, ben } = await pair(scene);
  await seesMove(ben, 'Ann');
  const before = await ann.page.evaluate(() => window.connections.length);
  const track = () =>
    tile(ann, 'Ann (you)')
      .locator('video')
      .evaluate((video) => video.srcObject.getVideoTracks()[0].id);
  const first = await track();
  await button(ann, 'Devices').click();
  await ann.page.getByRole('group', { name: 'Camera' }).getByRole('menuitemradio').last().click();
  await ann.page.waitForFunction(
    (id) => document.querySelector('figure.tile.own video').srcObject.getVideoTracks()[0]?.id !== id,
    first,
  );
  await seesMove(ben, 'Ann');
  assert.equal(await ann.page.evaluate(() => window.connections.length), before);
});

stage.test('a browser that does not let sound begin by itself asks for a click', async (scene) => {
  const room = await scene.server.makeRoom();
  const ann = await scene.open('Ann');
  await ann.context.addInitScript(() => {
    const play = HTMLMediaElement.prototype.play;
    let touched = false;
    HTMLMediaElement.prototype.play = function () {
      if (this.muted || touched) return play.call(this);
      this.pause();
      return Promise.reject(new DOMException('touch the page first', 'NotAllowedError'));
    };
    addEventListener(
      'click',
      (event) => {
        touched ||= /click to hear/i.test(event.target.textContent);
      },
      true,
    );
  });
  await enterRoom(ann, room.links.interviewer);
  const ben = await scene.open('Ben');
  await enterRoom(ben, room.links.reviewer);
  await ann.page.getByRole('button', { name: 'Click to hear the others' }).click();
  await ann.page.getByRole('button', { name: 'Click to hear the others' }).waitFor({ state: 'detached' });
  await seesMove(ann, 'Ben');
  assert.equal(await hears(ann, 'Ben'), true);
  await seesMove(ben, 'Ann');
});

stage.test('an observer is offered no call, and sees none', async ({ server, open }) => {
  const room = await server.makeRoom();
  const ann = await open('Ann');
  const refusals = watchRefusals(ann);
  await enterRoom(ann, room.links.interviewer);
  const cora = await open('Cora');
  await watchConnections(cora);
  await cora.goto(room.links.observer);
  await cora.page.getByText('You are joining as an observer').waitFor();
  assert.equal(await cora.page.locator('video').count(), 0);
  await cora.page.getByRole('textbox', { name: 'Your name' }).fill('Cora');
  await button(cora, 'Join').click();
  await cora.page.getByRole('main').waitFor();
  await cora.page.getByRole('textbox', { name: 'Your name' }).waitFor({ state: 'detached' });
  await button(ann, 'Mute').click();
  await button(ann, 'Unmute').waitFor();
  assert.equal(await cora.page.locator('figure.tile').count(), 0);
  assert.equal(await cora.page.evaluate(() => window.connections.length), 0);
  await button(ann, 'Leave the call').click();
  await button(ann, 'Without camera').click();
  await button(ann, 'Mute').waitFor();
  // Answers come in order: those of what was signalled are there.
  const line = ann.page.getByRole('textbox', { name: 'Write a message' });
  await line.fill('Hello Cora');
  await line.press('Enter');
  await cora.page.getByText('Hello Cora').first().waitFor();
  assert.deepEqual(refusals, []);
});

stage.test('who becomes an observer is out of the call, and may join again with the right', async (scene) => {
  const { ann, ben } = await pair(scene);
  await Promise.all([seesMove(ann, 'Ben'), seesMove(ben, 'Ann')]);
  await makeBen(ann, 'Make observer');
  await ben.page.locator('section.call').waitFor({ state: 'detached' });
  await devicesOpen(ben);
  await tile(ann, 'Ben').waitFor({ state: 'detached' });
  for (const person of [ann, ben])
    await person.page.waitForFunction(() =>
      window.connections.every((one) => one.connectionState === 'closed'),
    );
  await devicesOpen(ann, 'audio', 'video');
  // Ben is not told that Ann goes and comes.
  await button(ann, 'Leave the call').click();
  await makeBen(ann, 'Make candidate');
  await ben.page.getByText('Nobody is in the call yet.').waitFor();
  await makeBen(ann, 'Make observer');
  await ben.page.locator('section.call').waitFor({ state: 'detached' });
  await button(ann, 'Join the call').click();
  await tile(ann, 'Ann (you)').waitFor();
  await makeBen(ann, 'Make candidate');
  await ben.page.getByText('Ann is in the call.').waitFor();
  await button(ben, 'Join the call').click();
  await Promise.all([seesMove(ann, 'Ben'), seesMove(ben, 'Ann')]);
  for (const person of [ann, ben]) assert.deepEqual(person.refusals, [], person.name);
});

async function makeBen(ann, item) {
  const people = ann.page.getByRole('button', { name: /^People, 2/ });
  await people.click();
  await button(ann, 'Actions for Ben').click();
  await ann.page.getByRole('menuitem', { name: item }).click();
  await ann.page.getByRole('menu').waitFor({ state: 'detached' });
  await people.click();
  await button(ann, 'Actions for Ben').waitFor({ state: 'detached' });
}

stage.test('without a relay media go directly', async (scene) => {
  const { ann } = await pair(scene);
  await seesMove(ann, 'Ben');
  assert.deepEqual(await ways(ann), ['host']);
});
