// Who may do what, as the page shows it and the server has it; and people in terminals.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { agreed, rewrite, trust } from './support/room_steps.mjs';
import { useStage } from './support/stage.mjs';

const stage = useStage(['--sandbox', 'native']);

stage.test('an observer sees everything and changes nothing', async ({ server, join }) => {
  const room = await server.makeRoom({ language: 'python' });
  const ben = await join('Ben', room.links.reviewer);
  const eve = await join('Eve', room.links.observer);
  await rewrite(ben, 'seen by all');
  await eve.sees('seen by all');
  await eve.page.keyboard.press('Control+End');
  await eve.page.keyboard.type('not me');
  for (const name of ['Run', 'Lock', 'End', 'Invite', 'Submit'])
    assert.equal(await eve.page.getByRole('button', { name, exact: true }).count(), 0, name);
  await ben.press('Control+End');
  await ben.type('!');
  await eve.sees('seen by all!');
  assert.equal(await server.text(room), 'seen by all!');
});

stage.test('a locked room takes nothing from reviewers until it is unlocked', async ({ server, join }) => {
  const room = await server.makeRoom({ language: 'python' });
  const ann = await join('Ann', room.links.interviewer);
  const ben = await join('Ben', room.links.reviewer);
  await rewrite(ben, 'before');
  await ann.page.getByRole('button', { name: 'Lock', exact: true }).click();
  await ben.page.getByText('Locked').first().waitFor();
  await ben.page.keyboard.type('nothing');
  await ann.sees('before');
  await ann.press('Control+End');
  await ann.type(' and after');
  await ben.sees('before and after');
  await ann.page.getByRole('button', { name: 'Unlock', exact: true }).click();
  await ann.page.getByRole('button', { name: 'Lock', exact: true }).waitFor();
  await ben.page.locator('.monaco-editor textarea:not([readonly])').first().waitFor({ state: 'attached' });
  await ben.press('Control+End');
  await ben.type('.');
  assert.equal(await agreed(server, room, ann, ben), 'before and after.');
});

/** The token that a browser keeps for the room, as if it had run out an hour ago: signed again with the server's key. */
async function expireToken(server, room, person) {
  const { keys } = JSON.parse(await readFile(join(server.folder, 'data/keys.json'), 'utf8'));
  const key = Buffer.from(keys[0].k, 'base64url');
  const sign = (text) => createHmac('sha256', key).update(text).digest('base64url');
  const tokens = (change) =>
    person.page.evaluate(
      ([room, token]) =>
        new Promise((resolve, reject) => {
          const opening = indexedDB.open('libinterview');
          opening.onsuccess = () => {
            const store = opening.result.transaction('tokens', 'readwrite').objectStore('tokens');
            const request = token === null ? store.get(room) : store.put(token, room);
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(request.error);
            opening.result.close();
          };
        }),
      [room.room, change],
    );
  const [header, claims] = (await tokens(null)).split('.');
  const now = Math.floor(Date.now() / 1000);
  const old = {
    ...JSON.parse(Buffer.from(claims, 'base64url')),
    iat: now - 7200,
    nbf: now - 7200,
    exp: now - 3600,
  };
  const signed = `${header}.${Buffer.from(JSON.stringify(old)).toString('base64url')}`;
  await tokens(`${signed}.${sign(signed)}`);
}

stage.test(
  'a token that has run out lets nobody in, and is said in words; the link helps',
  async ({ server, join }) => {
    const room = await server.makeRoom({ language: 'python' });
    const ben = await join('Ben', room.links.reviewer);
    await rewrite(ben, 'as it was');
    await expireToken(server, room, ben);
    // In another tab: this one remembers the code of the link.
    await ben.page.close();
    await ben.openPage();
    await ben.goto(`${server.url}/r/${room.room}`);
    await ben.page.getByRole('heading', { name: 'This link has no code' }).waitFor();
    await ben.joinRoom(room.links.reviewer);
    await ben.sees('as it was');
  },
);

stage.test('a browser and a terminal in one room', async ({ server, join }) => {
  const room = await server.makeRoom({ language: 'python' });
  const ann = await join('Ann', room.links.interviewer);
  const ben = await server.terminal(room.links.reviewer, 'Ben');
  try {
    await ann.page.getByRole('button', { name: /^People, 2/ }).waitFor();
    ben.type('Hello <b>Ann</b>');
    await ann.page.getByText('Hello <b>Ann</b>').first().waitFor();
    const box = ann.page.getByRole('textbox', { name: 'Write a message' });
    await box.fill('Hello Ben');
    await box.press('Enter');
    await ben.waitFor('Ann.*Hello Ben');
    await rewrite(ann, 'print(1)\n');
    assert.equal(await server.text(room), 'print(1)\n');
  } finally {
    await ben.kill();
  }
});

stage.test('the end: everybody is told, and nothing can be changed', async ({ server, join }) => {
  const room = await server.makeRoom({ language: 'python' });
  const ann = await join('Ann', room.links.interviewer);
  const ben = await join('Ben', room.links.reviewer);
  await rewrite(ben, 'the last word');
  await ann.sees('the last word');
  for (const person of [ann, ben]) await person.page.getByRole('button', { name: 'Join the call' }).waitFor();
  await ann.page.getByRole('button', { name: 'End', exact: true }).click();
  await ann.page.getByRole('button', { name: 'End the interview' }).click();
  for (const person of [ann, ben]) await trust(person, 'ended');
  for (const person of [ann, ben])
    await person.page.getByRole('button', { name: 'Join the call' }).waitFor({ state: 'detached' });
  await ben.page.keyboard.type('too late');
  for (const person of [ann, ben]) await person.shows('the last word');
});
