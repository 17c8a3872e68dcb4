// What somebody has begun and not finished: it is kept where they look for it, and shown as nothing else.
import assert from 'node:assert/strict';
import { trust } from './support/room_steps.mjs';
import { useStage } from './support/stage.mjs';

const stage = useStage(['--sandbox', 'off']);
const kTablet = { width: 800, height: 900 };
const kDesktop = { width: 1280, height: 800 };

stage.test('drafts outlive their panels: chat, notes, a problem', async ({ server, join }) => {
  const room = await server.makeRoom({ title: 'Drafts' });
  const { page } = await join('Ann', room.links.interviewer, { viewport: kDesktop });
  const box = (name) => page.getByRole('textbox', { name });
  const has = async (name, text) => assert.equal(await box(name).inputValue(), text);
  await page.getByRole('tab', { name: 'Interviewers' }).click();
  await box('Write to interviewers').fill('half a secret');
  await page.getByRole('tab', { name: 'Everyone' }).click();
  await has('Write a message', '');
  await box('Write a message').fill('half a line');
  await page.getByRole('tab', { name: 'Notes' }).click();
  await box('A private note').fill('half a note');
  await page.getByRole('tab', { name: 'Problem' }).click();
  await page.getByRole('button', { name: 'Write a problem' }).click();
  await box('Title').fill('Half a problem');
  await page.keyboard.press('Escape');
  // A tablet is turned, and turned back: all panels are made anew.
  await page.setViewportSize(kTablet);
  await page.locator('.room-narrow').waitFor();
  await page.setViewportSize(kDesktop);
  await page.locator('.room-columns').waitFor();
  await has('Write a message', 'half a line');
  await page.getByRole('tab', { name: 'Interviewers' }).click();
  await has('Write to interviewers', 'half a secret');
  await page.getByRole('tab', { name: 'Notes' }).click();
  await has('A private note', 'half a note');
  await page.getByRole('tab', { name: 'Problem' }).click();
  await page.getByRole('button', { name: 'Write a problem' }).click();
  await has('Title', 'Half a problem');
  // "Cancel" throws it away.
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Write a problem' }).click();
  await has('Title', '');
});

stage.test('a title that is too long is said, and takes nothing away', async ({ server, join }) => {
  const room = await server.makeRoom({ title: 'Long' });
  const { page } = await join('Ann', room.links.interviewer);
  await page.getByRole('tab', { name: 'Problem' }).click();
  await page.getByRole('button', { name: 'Write a problem' }).click();
  const title = page.getByRole('textbox', { name: 'Title' });
  await page.getByRole('textbox', { name: 'Statement' }).fill('long and dear');
  await title.fill(`${'é'.repeat(100)}x`);
  await page.getByText('A title has at most').waitFor();
  await page.getByRole('button', { name: 'Show it to everybody' }).click();
  assert.equal(await page.getByRole('textbox', { name: 'Statement' }).inputValue(), 'long and dear');
  await title.fill('é'.repeat(100));
  await page.getByRole('button', { name: 'Show it to everybody' }).click();
  await page.getByRole('heading', { name: 'é'.repeat(100) }).waitFor();
});

stage.test('a problem that comes too late is offered as a copy', async ({ server, join }) => {
  const room = await server.makeRoom({ title: 'Late' });
  const ann = await join('Ann', room.links.interviewer, { network: true });
  const { page } = ann;
  await ann.cutNetwork();
  await trust(ann, 'offline');
  await page.getByRole('tab', { name: 'Problem' }).click();
  await page.getByRole('button', { name: 'Write a problem' }).click();
  await page.getByRole('textbox', { name: 'Title' }).fill('T');
  await page.getByRole('textbox', { name: 'Statement' }).fill('the statement');
  await page.getByRole('button', { name: 'Show it to everybody' }).click();
  await server.ask('POST', `/api/v1/rooms/${room.room}/end`, {}, await server.ownerToken());
  await ann.restoreNetwork();
  await page.getByRole('button', { name: 'Copy the text' }).click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'T\n\nthe statement');
});

stage.test('a link is shown for the role it was made for, and for no other', async ({ server, join }) => {
  const room = await server.makeRoom({ title: 'Roles' });
  const { page } = await join('Ann', room.links.interviewer);
  let letGo;
  const held = new Promise((resolve) => {
    letGo = resolve;
  });
  await page.route('**/invitations', async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  await page.getByLabel('Role').selectOption('interviewer');
  const answer = page.waitForResponse('**/invitations');
  await page.getByRole('button', { name: 'Make a link' }).click();
  await page.getByLabel('Role').selectOption('reviewer');
  letGo();
  await (await answer).finished();
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
  const link = page.getByRole('textbox', { name: 'Invitation link' });
  assert.equal(await link.count(), 0);
  await page.getByRole('button', { name: 'Make a link' }).click();
  const code = new URL(await link.inputValue()).hash.slice('#i='.length);
  const shown = await server.ask('POST', `/api/v1/rooms/${room.room}/invitation`, { code });
  assert.equal(shown.role, 'reviewer');
});
