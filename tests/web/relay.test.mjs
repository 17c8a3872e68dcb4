// Calls over a TURN server (coturn), with the credentials that the server issues.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { after, before } from 'node:test';
import { openTurn, seesMove, tile, watchConnections, ways } from './support/call.mjs';
import { Server } from './support/server.mjs';
import { useStage } from './support/stage.mjs';

const kSecret = 'a secret of sixteen bytes and more';
const stage = useStage(['--sandbox', 'off']);
const hasTurn = existsSync('/usr/bin/turnserver');
let folder;
let turn;
let server;
let mistaken;

before(async () => {
  if (!hasTurn) return;
  folder = await mkdtemp(joinPath(tmpdir(), 'interview-turn-'));
  turn = await openTurn(kSecret, folder);
  const options = (secret) => ['--sandbox', 'off', '--turn-url', turn.url, '--turn-secret', secret];
  server = await Server.open(options(kSecret));
  mistaken = await Server.open(options('another secret than the one of the relay'));
});

after(async () => {
  await turn?.program.kill();
  await server?.close();
  await mistaken?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

function relayTest(name, act) {
  stage.test(name, async (scene) => {
    if (!hasTurn) return scene.t.skip('there is no turnserver (Debian package coturn)');
    await act(scene);
  });
}

/** Two people who let nobody know their addresses. */
async function pair({ open }, at) {
  const room = await at.makeRoom();
  const people = [];
  for (const [name, link] of [
    ['Ann', room.links.interviewer],
    ['Ben', room.links.reviewer],
  ]) {
    const person = await open(name, { server: at });
    await watchConnections(person);
    await person.context.addInitScript(() => localStorage.setItem('interview.relay_only', 'yes'));
    await person.joinRoom(link, { camera: true });
    people.push(person);
  }
  return people;
}

relayTest('a call through the relay only', async (scene) => {
  const [ann, ben] = await pair(scene, server);
  await Promise.all([seesMove(ann, 'Ben'), seesMove(ben, 'Ann')]);
  assert.deepEqual([await ways(ann), await ways(ben)], [['relay'], ['relay']]);
});

relayTest('hiding the own address is a switch among the devices', async (scene) => {
  const room = await server.makeRoom();
  const ann = await scene.open('Ann', { server });
  await watchConnections(ann);
  await ann.joinRoom(room.links.interviewer, { camera: true });
  const ben = await scene.open('Ben', { server });
  await ben.joinRoom(room.links.reviewer, { camera: true });
  await seesMove(ann, 'Ben');
  assert.deepEqual(await ways(ann), ['host']);
  await ann.page.getByRole('button', { name: 'Devices' }).click();
  await ann.page.getByRole('menuitemcheckbox', { name: /Hide my network address/ }).click();
  await ann.page.keyboard.press('Escape');
  await ann.page.waitForFunction(() => window.connections.length === 2);
  await seesMove(ann, 'Ben');
  assert.deepEqual(await ways(ann), ['relay']);
  await seesMove(ben, 'Ann');
});

relayTest('a relay that refuses the credentials is said, and can be tried again', async (scene) => {
  const [ann, ben] = await pair(scene, mistaken);
  for (const [person, other] of [
    [ann, 'Ben'],
    [ben, 'Ann'],
  ])
    await tile(person, other).getByText('the relay (TURN) refuses the credentials').waitFor();
  await ann.screenshot('call refused relay');
  assert.deepEqual(await ann.axe(), []);
  const before = await ben.page.evaluate(() => window.connections.length);
  await tile(ann, 'Ben').getByRole('button', { name: 'Try again' }).click();
  await ben.page.waitForFunction((count) => window.connections.length > count, before);
  await tile(ann, 'Ben').getByText('the relay (TURN) refuses the credentials').waitFor();
});

relayTest('a relay that is refused does not matter where a direct way works', async ({ open }) => {
  const room = await mistaken.makeRoom();
  const ann = await open('Ann', { server: mistaken });
  const ben = await open('Ben', { server: mistaken });
  await ann.joinRoom(room.links.interviewer, { camera: true });
  await ben.joinRoom(room.links.reviewer, { camera: true });
  await Promise.all([seesMove(ann, 'Ben'), seesMove(ben, 'Ann')]);
});

relayTest('the device check tries the relay', async ({ open }) => {
  for (const [at, words] of [
    [server, 'The relay (TURN) works'],
    [mistaken, 'refuses this server’s credentials'],
  ]) {
    const room = await at.makeRoom();
    const ann = await open('Ann', { server: at });
    await ann.goto(`${at.url}/check${new URL(room.links.reviewer).hash}`);
    await ann.page.getByRole('button', { name: 'Begin the check' }).click();
    await ann.page.getByText(words).waitFor();
  }
});
