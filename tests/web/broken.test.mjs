// Whatever breaks: nothing that was typed is lost, and nothing is there twice.
import assert from 'node:assert/strict';
import { agreed, rewrite, trust, words, wordsIn } from './support/room_steps.mjs';
import { useStage } from './support/stage.mjs';

const stage = useStage(['--sandbox', 'native']);

async function both({ server, join }, options = {}) {
  const room = await server.makeRoom({ title: 'Breaking', language: 'python' });
  const ann = await join('Ann', room.links.interviewer, options);
  const ben = await join('Ben', room.links.reviewer);
  await rewrite(ann, 'start\n\nend');
  await ben.sees('end');
  await ann.press('Control+Home', 'End');
  await ben.press('Control+End');
  return { room, ann, ben };
}

function checkOnce(text, a, b) {
  assert.deepEqual(wordsIn(text, 'a'), a);
  assert.deepEqual(wordsIn(text, 'b'), b);
}

stage.test('the server is killed and comes back while both type', async (on) => {
  const { room, ann, ben } = await both(on);
  const [a, b] = [words('a', 60), words('b', 60)];
  const typing = Promise.all([
    ann.type(` ${a.join(' ')}`, { delay: 8 }),
    ben.type(` ${b.join(' ')}`, { delay: 8 }),
  ]);
  for (const mark of ['a10', 'a30']) {
    await ben.sees(mark);
    await on.server.kill();
    await on.server.start();
  }
  await typing;
  checkOnce(await agreed(on.server, room, ann, ben), a, b);
});

stage.test('the network of one is cut while both type on', async (on) => {
  const { room, ann, ben } = await both(on, { network: true });
  const [a, b] = [words('a', 60), words('b', 30)];
  await ann.type(` ${a.slice(0, 20).join(' ')}`);
  await ben.sees('a19');
  await ann.cutNetwork();
  await ann.type(` ${a.slice(20).join(' ')}`);
  await ben.type(` ${b.join(' ')}`);
  await trust(ann, 'offline');
  await ann.page.getByRole('button', { name: /^Offline · \d+ unsaved changes$/ }).waitFor();
  await trust(ben);
  assert.ok(!(await on.server.text(room)).includes('a30'));
  await ann.restoreNetwork();
  checkOnce(await agreed(on.server, room, ann, ben), a, b);
});

stage.test('a network that swallows everything is found out', async (on) => {
  const { room, ann, ben } = await both(on, { network: true });
  ann.network.stall();
  await ann.type(' a0');
  await trust(ann, 'saving');
  // Nothing says that the connection is dead but its silence.
  await ben.sees('a0');
  checkOnce(await agreed(on.server, room, ann, ben), ['a0'], []);
});

stage.test('a tab is closed with unsaved work and opened again', async (on) => {
  const { room, ann, ben } = await both(on, { network: true });
  await ann.cutNetwork();
  await trust(ann, 'offline');
  const a = words('a', 20);
  await ann.type(` ${a.join(' ')}`);
  await ann.page.getByRole('button', { name: /unsaved/ }).waitFor();
  // Kept within a moment; a page that is torn down at once may still be writing the last keys.
  await ann.kept();
  const { page } = ann;
  await page.close({ runBeforeUnload: false });
  await ann.restoreNetwork();
  await ann.openPage();
  await ann.comeBack(`${on.server.url}/r/${room.room}`);
  checkOnce(await agreed(on.server, room, ann, ben), a, []);
});

stage.test('a tab is killed with unsaved work and opened again', async (on) => {
  const { room, ann, ben } = await both(on, { network: true });
  await ann.cutNetwork();
  await trust(ann, 'offline');
  const a = words('a', 20);
  await ann.type(` ${a.join(' ')}`);
  await ann.kept();
  await ann.crashPage();
  await ann.page.close();
  await ann.restoreNetwork();
  await ann.openPage();
  await ann.comeBack(`${on.server.url}/r/${room.room}`);
  checkOnce(await agreed(on.server, room, ann, ben), a, []);
});

stage.test('whoever leaves with unsaved work is asked first, and only then', async (on) => {
  const { ann, ben } = await both(on, { network: true });
  const asked = [];
  for (const person of [ann, ben])
    person.page.on('dialog', (dialog) => {
      asked.push(`${person.name} ${dialog.type()}`);
      dialog.accept();
    });
  await trust(ben);
  await ben.page.close({ runBeforeUnload: true });
  await ann.cutNetwork();
  await ann.type('unsaved');
  await trust(ann, 'offline');
  const closed = ann.page.waitForEvent('close');
  await ann.page.close({ runBeforeUnload: true });
  await closed;
  assert.deepEqual(asked, ['Ann beforeunload']);
});

stage.test('a tab that is opened twice is two windows of one person', async (on) => {
  const { room, ann, ben } = await both(on);
  const first = ann.page;
  await ann.openPage();
  await ann.comeBack(`${on.server.url}/r/${room.room}`);
  const second = ann.page;
  const a = words('a', 20);
  const c = words('c', 20);
  await ann.press('Control+Home', 'ArrowDown');
  ann.page = first;
  await ann.press('Control+Home', 'End');
  await ann.type(` ${a.join(' ')}`);
  ann.page = second;
  await ann.type(`${c.join(' ')} `);
  const text = await agreed(on.server, room, ann, ben);
  checkOnce(text, a, []);
  assert.deepEqual(wordsIn(text, 'c'), c);
  ann.page = first;
  await ann.shows(text);
});
