// The server's store is not what it was: a backup of before, or a disk that is full.
import assert from 'node:assert/strict';
import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { agreed, rewrite, trust } from './support/room_steps.mjs';
import { Server } from './support/server.mjs';
import { useStage } from './support/stage.mjs';

const stage = useStage(['--sandbox', 'off']);

async function both({ join }, server) {
  const room = await server.makeRoom({ title: 'Stored', language: 'python' });
  const ann = await join('Ann', room.links.interviewer, { server });
  const ben = await join('Ben', room.links.reviewer, { server });
  return { room, ann, ben };
}

stage.test('a server restored from a backup: all are told, and keep their text as a copy', async (on) => {
  const server = await Server.open(['--sandbox', 'native']);
  try {
    const { room, ann, ben } = await both(on, server);
    await rewrite(ann, 'as in the backup');
    await ben.sees('backup');
    await server.kill('SIGTERM');
    const { data } = server;
    const backup = join(server.folder, 'backup');
    await cp(data, backup, { recursive: true });
    await server.start();
    for (const person of [ann, ben]) await trust(person);
    await ann.press('Control+End');
    await ann.type(', and a day of work');
    await trust(ann);
    await ben.sees('a day of work');
    await server.kill('SIGTERM');
    await rm(data, { recursive: true });
    await cp(backup, data, { recursive: true });
    await server.start();
    for (const person of [ann, ben]) {
      const dialog = person.page.getByRole('dialog', { name: 'Texts that were not saved' });
      await dialog.getByText('as in the backup, and a day of work').waitFor();
      await dialog.getByRole('button', { name: 'Copy the text' }).click();
      assert.equal(
        await person.page.evaluate(() => navigator.clipboard.readText()),
        'as in the backup, and a day of work',
      );
      assert.deepEqual(await person.axe(), []);
      await person.page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
    }
    assert.equal(await agreed(server, room, ann, ben), 'as in the backup');
    // And on it goes, there.
    await ben.press('Control+End');
    await ben.type('!');
    await ann.sees('backup!');
    assert.equal(await agreed(server, room, ann, ben), 'as in the backup!');
  } finally {
    await server.close();
  }
});

/** One with its data on a small disk of its own, in a mount namespace that goes with it. */
class ServerOnSmallDisk extends Server {
  command(words) {
    const script = 'mkdir -p "$1" && mount -t tmpfs -o size=2500k tmpfs "$1" && shift && exec "$@"';
    return ['unshare', '-m', 'sh', '-c', script, 'sh', join(this.folder, 'data'), ...words];
  }

  get data() {
    return `/proc/${this.pid}/root${join(this.folder, 'data')}`;
  }

  fill() {
    const file = openSync(join(this.data, 'filler'), 'w');
    try {
      for (;;) writeSync(file, Buffer.alloc(4096));
    } catch (error) {
      assert.equal(error.code, 'ENOSPC');
    } finally {
      closeSync(file);
    }
  }

  free() {
    unlinkSync(join(this.data, 'filler'));
  }
}

stage.test('a disk that is full: saving is paused, is said to be, and goes on', async (on) => {
  const server = await ServerOnSmallDisk.open(['--sandbox', 'native']);
  try {
    const { room, ann, ben } = await both(on, server);
    await rewrite(ann, 'start');
    await ben.sees('start');
    server.fill();
    // What fits into pages that the database has is still saved: text is pasted until nothing is.
    const state = () =>
      ann.page.locator('.trust[data-trust="saved"], .trust[data-trust="paused"]').getAttribute('data-trust');
    await ann.press('Control+End');
    for (let pasted = 0; (await state()) === 'saved'; pasted += 1) {
      assert.ok(pasted < 1000, 'the disk has no end');
      await ann.insert(`${'x'.repeat(8000)}\n`);
    }
    await trust(ann, 'paused');
    await ann.page.getByRole('button', { name: 'Saving is paused' }).click();
    await ann.page.getByText('Keep this page open').waitFor();
    await ann.page.keyboard.press('Escape');
    // One may type on.
    await ann.press('Control+End');
    await ann.type('the end');
    server.free();
    await ann.sees('the end');
    const text = await agreed(server, room, ann, ben);
    assert.ok(text.startsWith('start') && text.endsWith('the end'));
  } finally {
    await server.close();
  }
});
