// What is done with files: made, named, taken from the disk, and taken home.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { trust } from './support/room_steps.mjs';
import { useStage } from './support/stage.mjs';

const { unzipSync, strFromU8 } = createRequire(new URL('../../server/web/package.json', import.meta.url))(
  'fflate',
);
const stage = useStage(['--sandbox', 'native']);

stage.test('files: folders, names, starter code, renaming, deleting, the zip', async ({ server, join }) => {
  const room = await server.makeRoom({ title: 'Two Sum', language: 'python' });
  const ann = await join('Ann', room.links.interviewer);
  const ben = await join('Ben', room.links.reviewer);
  const { page } = ann;
  const tree = page.getByRole('list', { name: 'Files of the room' });
  const ask = async (name) => {
    await page.getByRole('button', { name: 'New file' }).first().click();
    await page.getByRole('textbox', { name: 'Name' }).fill(name);
    await page.keyboard.press('Enter');
  };
  await ask('MAIN.py');
  await page.getByText('There is main.py already.').waitFor();
  await page.keyboard.press('Escape');
  await ask('src/util.go');
  await tree.getByRole('button', { name: 'src', expanded: true }).waitFor();
  await page.getByRole('button', { name: /Go starter code/ }).click();
  await ann.sees('package main');
  await ben.page.getByRole('navigation', { name: 'Open files' }).getByText('util.go').click();
  await ben.sees('package main');
  await page.getByRole('button', { name: 'Actions for src/util.go' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('lib/other.go');
  await page.keyboard.press('Enter');
  await ben.page.getByRole('navigation', { name: 'Open files' }).getByText('other.go').waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download all as a zip' }).click(),
  ]);
  assert.equal(download.suggestedFilename(), 'two-sum.zip');
  // The browser is another process's: it hands the file over.
  const folder = await mkdtemp(`${tmpdir()}/interview-zip-`);
  await download.saveAs(`${folder}/files.zip`);
  const zip = unzipSync(await readFile(`${folder}/files.zip`));
  await rm(folder, { recursive: true });
  assert.deepEqual(Object.keys(zip).sort(), ['lib/other.go', 'main.py']);
  assert.equal(strFromU8(zip['lib/other.go']), await server.text(room, 'lib/other.go'));
  await page.getByRole('button', { name: 'Actions for lib/other.go' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await ben.page
    .getByRole('navigation', { name: 'Open files' })
    .getByText('other.go')
    .waitFor({ state: 'detached' });
});

stage.test('starter code is offered in the empty file only, whichever is shown', async ({ server, join }) => {
  const room = await server.makeRoom({ title: 'Starter', language: 'python' });
  const { page } = await join('Ann', room.links.interviewer);
  await page.getByRole('button', { name: 'New file' }).first().click();
  await page.getByRole('textbox', { name: 'Name' }).fill('empty.py');
  await page.keyboard.press('Enter');
  const starter = page.getByRole('button', { name: /Python starter code/ });
  const tabs = page.getByRole('navigation', { name: 'Open files' });
  await starter.waitFor();
  await tabs.getByText('main.py').click();
  await starter.waitFor({ state: 'detached' });
  await tabs.getByText('empty.py').click();
  await starter.waitFor();
});

stage.test('files that are chosen are added; what is no text is said', async ({ server, join }) => {
  const room = await server.makeRoom({ title: 'Drop', language: 'python' });
  const ann = await join('Ann', room.links.interviewer);
  await ann.page
    .getByLabel('Add files from this device')
    .last()
    .setInputFiles([
      { name: 'added.py', mimeType: 'text/plain', buffer: Buffer.from('x = 1\r\ny = "ü😀"\r\n') },
      { name: 'picture.png', mimeType: 'image/png', buffer: Buffer.from([0x89, 0x50, 0xff, 0]) },
    ]);
  await ann.page.getByText('1 file added').waitFor();
  await ann.page.getByText('picture.png is not text').waitFor();
  await trust(ann);
  assert.equal(await server.text(room, 'added.py'), 'x = 1\ny = "ü😀"\n');
});

stage.test('a folder from the disk is dropped', async ({ server, join }) => {
  const room = await server.makeRoom({ title: 'Drop', language: 'python' });
  const ann = await join('Ann', room.links.interviewer);
  const folder = await mkdtemp(`${tmpdir()}/interview-drop-`);
  try {
    await mkdir(`${folder}/work/lib/node_modules`, { recursive: true });
    await writeFile(`${folder}/work/main.go`, 'package main\r\n');
    await writeFile(`${folder}/work/lib/util.go`, 'package lib // ü😀\n');
    await writeFile(`${folder}/work/lib/node_modules/not_meant.js`, 'x');
    await writeFile(`${folder}/work/picture.png`, Buffer.from([0x89, 0x50, 0xff, 0]));
    const devtools = await ann.context.newCDPSession(ann.page);
    const drag = (type) =>
      devtools.send('Input.dispatchDragEvent', {
        type,
        x: 600,
        y: 300,
        data: { items: [], files: [`${folder}/work`], dragOperationsMask: 1 },
      });
    await drag('dragEnter');
    await drag('dragOver');
    await ann.page.getByText('Drop files or a folder to add them').waitFor();
    assert.deepEqual(await ann.axe(['moderate', 'serious', 'critical']), []);
    await drag('drop');
    await ann.page.getByText('2 files added').waitFor();
    await ann.page.getByText('Drop files or a folder to add them').waitFor({ state: 'detached' });
    await ann.page.getByText('picture.png is not text').waitFor();
    await trust(ann);
    assert.equal(await server.text(room, 'work/main.go'), 'package main\n');
    assert.equal(await server.text(room, 'work/lib/util.go'), 'package lib // ü😀\n');
    assert.equal(await ann.page.getByText('not_meant').count(), 0);
  } finally {
    await rm(folder, { recursive: true });
  }
});
