// The room as a page: by keyboard alone, without faults for screen readers in any state, in any size.
import assert from 'node:assert/strict';
import { get } from 'node:http';
import { agreed, paste, rewrite, trust } from './support/room_steps.mjs';
import { useStage } from './support/stage.mjs';

const stage = useStage(['--sandbox', 'native']);
/** Bytes of a body as a browser gets it that takes gzip alone. */
function gzipSize(url) {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': 'gzip' } }, (answer) => {
      let bytes = 0;
      answer.on('data', (chunk) => {
        bytes += chunk.length;
      });
      answer.on('end', () => resolve(bytes));
    }).on('error', reject);
  });
}

const kPhone = { viewport: { width: 390, height: 844 }, hasTouch: true };

async function clean(person, where) {
  assert.deepEqual(await person.axe(['moderate', 'serious', 'critical']), [], where);
}

/** What has the focus: its name, or its text. */
function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    return element?.getAttribute('aria-label') || element?.textContent?.trim() || '';
  });
}

/** Presses Tab until `name` has the focus. */
async function tabTo(page, name, key = 'Tab') {
  for (let presses = 0; presses < 60; presses += 1) {
    if (name.test(await focused(page))) return;
    await page.keyboard.press(key);
  }
  assert.fail(`${name} cannot be reached by ${key}; the focus is on "${await focused(page)}"`);
}

stage.test('a whole interview by keyboard alone', async ({ server, join }) => {
  const room = await server.makeRoom({ title: 'Keys', language: 'python' });
  const ann = await join('Ann', room.links.interviewer);
  const ben = await join('Ben', room.links.reviewer);
  const { page } = ben;
  const keys = async (...all) => {
    for (const key of all) await page.keyboard.press(key);
  };
  // F6 goes round the panels; the editor takes the focus by itself.
  const visited = [];
  for (let press = 0; press < 5; press += 1) {
    await keys('F6');
    visited.push(await page.evaluate(() => document.activeElement.closest('[data-part]')?.dataset.part));
  }
  assert.deepEqual([...visited].sort(), ['call', 'chat', 'code', 'results', 'side']);
  while ((await page.evaluate(() => document.activeElement.closest('[data-part]')?.dataset.part)) !== 'code')
    await keys('Shift+F6');
  // Write, run, read.
  await keys('Control+A');
  await page.keyboard.type('print("by hand", input())');
  await keys('Control+Enter');
  await ben.page.getByRole('textbox', { name: /Type input/ }).waitFor();
  // Escape leaves the editor, Tab goes on from there.
  await keys('Escape');
  assert.equal(await page.evaluate(() => document.activeElement.closest('.monaco-editor') === null), true);
  await tabTo(page, /Type input/);
  await page.keyboard.type('Ben');
  await keys('Enter');
  await ann.page.getByRole('region', { name: 'Output' }).getByText('by hand Ben').waitFor();
  // Chat.
  await tabTo(page, /Write a message/);
  await page.keyboard.type('done');
  await keys('Enter');
  await ann.page.locator('.said', { hasText: 'done' }).waitFor();
  // A new file, by its button and its dialog.
  await tabTo(page, /^New file$/, 'Shift+Tab');
  await keys('Enter');
  await page.getByRole('textbox', { name: 'Name' }).waitFor();
  await page.keyboard.type('notes/plan.md');
  await keys('Enter');
  await ann.page.getByRole('navigation', { name: 'Open files' }).getByText('plan.md').waitFor();
  // The list of shortcuts, and back.
  await keys('F6', '?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await keys('Escape');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor({ state: 'detached' });
  // Panels change their size.
  const side = page.locator('[data-part="side"]');
  const before = (await side.boundingBox()).width;
  await page.getByRole('separator', { name: 'Width of the files panel' }).focus();
  await keys('ArrowRight', 'ArrowRight');
  assert.ok((await side.boundingBox()).width > before);
  // Submit, with its question.
  await tabTo(page, /^Submit$/, 'Shift+Tab');
  await keys('Enter');
  await tabTo(page, /^Submit$/);
  await keys('Enter');
  await ann.page.getByText('Ben submitted').waitFor();
});

for (const colorScheme of ['light', 'dark'])
  stage.test(`axe finds nothing in any state (${colorScheme})`, async ({ server, join }) => {
    const room = await server.makeRoom({ title: 'Looks', language: 'python' });
    const ann = await join('Ann Lee', room.links.interviewer, { colorScheme });
    const ben = await join('Ben Okafor', room.links.reviewer, { colorScheme, ...kPhone });
    const { page } = ann;
    await clean(ann, `${colorScheme} new`);
    await rewrite(ben, 'import sys\nprint("out")\nsys.stderr.write("err\\n")\nsys.exit(3)\n');
    await ann.page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.locator('.result-words', { hasText: 'Exited with 3' }).waitFor();
    await page.getByRole('textbox', { name: 'Write a message' }).fill('Hello');
    await page.keyboard.press('Enter');
    await ben.page.getByRole('tab', { name: /Chat 1 unread/ }).waitFor();
    await clean(ben, `${colorScheme} phone`);
    await ben.page.getByRole('tab', { name: /Chat/ }).tap();
    await ben.page.getByRole('tab', { name: /^Chat$/ }).waitFor();
    await clean(ben, `${colorScheme} phone, chat`);
    await clean(ann, `${colorScheme} run`);
    await page.getByRole('tab', { name: 'Earlier runs' }).click();
    for (const tab of ['Notes', 'Problem']) {
      await page.getByRole('tab', { name: tab }).click();
      await clean(ann, `${colorScheme} ${tab}`);
    }
    for (const button of ['Write a problem', 'Invite', 'End']) {
      await page.getByRole('button', { name: button, exact: true }).click();
      await page.getByRole('dialog').waitFor();
      await clean(ann, `${colorScheme} ${button}`);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await page.getByRole('button', { name: 'Lock', exact: true }).click();
    await ben.page.getByText('The room is locked.').waitFor();
    await clean(ben, `${colorScheme} locked`);
    await page.getByRole('button', { name: 'End', exact: true }).click();
    await page.getByRole('button', { name: 'End the interview' }).click();
    await trust(ben, 'ended');
    await clean(ann, `${colorScheme} ended`);
  });

stage.test(
  'the language brings a file of its own; input before the run ends by itself',
  async ({ server, join }) => {
    const room = await server.makeRoom({ title: 'Languages', language: 'python' });
    const ann = await join('Ann', room.links.interviewer);
    const ben = await join('Ben', room.links.reviewer);
    await ben.page.getByLabel('Language').selectOption('go');
    await ben.page.getByRole('navigation', { name: 'Open files' }).getByText('main.go').waitFor();
    await ann.page.waitForFunction(() => document.querySelector('.language').value === 'go');
    await ann.page.getByRole('navigation', { name: 'Open files' }).getByText('main.py').click();
    await rewrite(ann, 'import sys\nprint(sum(map(int, sys.stdin.read().split())))');
    await ann.page.getByRole('tab', { name: 'Input' }).click();
    await ann.page.getByLabel('Input for the next run').fill('19 23\n');
    await ann.press('Control+Enter');
    for (const person of [ann, ben])
      await person.page.getByRole('region', { name: 'Output' }).getByText('42').waitFor();
  },
);

stage.test('vim keys on request: Escape stays in the editor', async ({ server, join }) => {
  const room = await server.makeRoom({ title: 'Vim', language: 'python' });
  const ann = await join('Ann', room.links.interviewer);
  await rewrite(ann, 'one\ntwo\nthree');
  await ann.page.getByRole('button', { name: 'View and settings' }).click();
  await ann.page.getByRole('menuitemcheckbox', { name: 'Vim keys' }).click();
  await ann.page.keyboard.press('Escape');
  await ann.page.locator('.vim-bar', { hasText: 'NORMAL' }).waitFor();
  await ann.press('g', 'g', 'd', 'd', 'A');
  await ann.page.keyboard.type('!');
  await ann.page.keyboard.press('Escape');
  await ann.page.keyboard.type('p');
  await trust(ann);
  assert.equal(await server.text(room), 'two!\none\nthree');
  await ann.page.keyboard.press('u');
  await ann.sees('two!\nthree');
});

stage.test('settings and the size of panels are kept; nothing of the code is', async ({ server, join }) => {
  const room = await server.makeRoom({ title: 'Settings', language: 'python' });
  const ann = await join('Ann', room.links.interviewer);
  const { page } = ann;
  await rewrite(ann, 'secret');
  await page.getByRole('button', { name: 'View and settings' }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await page.getByRole('button', { name: 'View and settings' }).click();
  await page.getByRole('menuitem', { name: 'Larger text' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Files and problem' }).click();
  await page.keyboard.press('Escape');
  await page.locator('[data-part="side"]').waitFor({ state: 'hidden' });
  const kept = await page.evaluate(() => JSON.stringify(localStorage));
  assert.ok(!kept.includes('secret') && !kept.includes('eyJ'), kept);
  await page.reload();
  await page
    .getByRole('button', { name: /come back|back in/i })
    .first()
    .click();
  await page.locator('.monaco-editor').first().waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  assert.equal(await page.locator('[data-part="side"]').isVisible(), false);
  assert.equal(
    await page.locator('.view-lines').evaluate((lines) => getComputedStyle(lines).fontSize),
    '15px',
  );
});

stage.test('a change that is refused is offered as a copy', async ({ server, join }) => {
  const room = await server.makeRoom({ title: 'Refused', language: 'python' });
  const ann = await join('Ann', room.links.interviewer);
  const ben = await join('Ben', room.links.reviewer, { network: true });
  await rewrite(ann, 'base');
  await ben.sees('base');
  await ben.cutNetwork();
  await trust(ben, 'offline');
  await ben.press('Control+End');
  await ben.type(' typed too late');
  await ann.page.getByRole('button', { name: 'Lock', exact: true }).click();
  await ann.page.getByRole('button', { name: 'Unlock', exact: true }).waitFor();
  await ben.restoreNetwork();
  await ben.page.getByText('A change was not taken').waitFor();
  await ben.page.getByRole('button', { name: 'Copy the text' }).click();
  assert.equal(await ben.page.evaluate(() => navigator.clipboard.readText()), ' typed too late');
  assert.equal(await agreed(server, room, ann, ben), 'base');
});

stage.test(
  'interviewers write among themselves; notes are theirs; chat is exact',
  async ({ server, join }) => {
    const room = await server.makeRoom({ title: 'Quiet', language: 'python' });
    const ann = await join('Ann', room.links.interviewer);
    const ben = await join('Ben', room.links.reviewer);
    const eve = await join('Eve', room.links.observer, { camera: true });
    const { page } = ann;
    await page.getByRole('tab', { name: 'Interviewers' }).click();
    await page.getByRole('textbox', { name: 'Write to interviewers' }).fill('between us');
    await page.keyboard.press('Enter');
    await eve.page.getByRole('tab', { name: /Interviewers 1 unread/ }).click();
    await eve.page.locator('.said', { hasText: 'between us' }).waitFor();
    await page.getByRole('tab', { name: 'Notes' }).click();
    await page.getByRole('textbox', { name: 'A private note' }).fill('calm');
    await page.getByRole('button', { name: 'Add the note' }).click();
    await eve.page.getByRole('tab', { name: 'Notes' }).click();
    await eve.page.locator('.note', { hasText: 'calm' }).waitFor();
    await page.getByRole('tab', { name: 'Everyone' }).click();
    const exact = '<b>not bold</b>\n  two blanks  &amp; \u202eevil';
    await page.getByRole('textbox', { name: 'Write a message' }).fill(exact);
    await page.keyboard.press('Enter');
    await ben.page.locator('.said', { hasText: '<b>not bold</b>' }).waitFor();
    assert.equal(await ben.page.locator('.said b').count(), 0);
    assert.equal(await ben.page.locator('.said').last().textContent(), exact.replace('\u202e', '⟨U+202E⟩'));
    assert.equal(await ben.page.getByText('between us').count(), 0);
    assert.equal(await ben.page.getByText('calm').count(), 0);
    assert.equal(await ben.page.getByRole('tab', { name: 'Notes' }).count(), 0);
  },
);

stage.test(
  'a problem is what everybody sees, when it is set and when they come',
  async ({ server, join }) => {
    const room = await server.makeRoom({ title: 'Problem', language: 'python' });
    const ann = await join('Ann', room.links.interviewer);
    const ben = await join('Ben', room.links.reviewer);
    await ann.page.getByRole('tab', { name: 'Problem' }).click();
    await ann.page.getByRole('button', { name: 'Write a problem' }).click();
    await ann.page.getByRole('textbox', { name: 'Title' }).fill('Two Sum');
    await ann.page.getByRole('textbox', { name: 'Statement' }).fill('Find <b>two</b> numbers.');
    await ann.page.getByRole('button', { name: 'Show it to everybody' }).click();
    const eve = await join('Eve', room.links.observer);
    for (const person of [ann, ben, eve]) await person.page.getByText('Find <b>two</b> numbers.').waitFor();
  },
);

stage.test('an interviewer invites, and the link lets somebody in', async ({ server, join }) => {
  const room = await server.makeRoom({ title: 'Invited', language: 'python' });
  const ann = await join('Ann', room.links.interviewer);
  const { page } = ann;
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  await page.getByLabel('Role').selectOption('observer');
  await page.getByRole('button', { name: 'Make a link' }).click();
  const link = await page.getByRole('textbox', { name: 'Invitation link' }).inputValue();
  await page.keyboard.press('Escape');
  const eve = await join('Eve', link, { camera: true });
  await eve.page.getByText('Your role is to watch.').waitFor();
  await page.getByRole('button', { name: /^People, 2/ }).click();
  await page.getByRole('button', { name: 'Actions for Eve' }).click();
  await page.getByRole('menuitem', { name: 'Make candidate' }).click();
  await eve.page.getByText('Your role is to watch.').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Actions for Eve' }).click();
  await page.getByRole('menuitem', { name: 'Remove from the room' }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await eve.page.getByText('You were removed from this room.').waitFor();
  await eve.page.getByRole('button', { name: 'Run', exact: true }).waitFor({ state: 'detached' });
  await eve.page.getByRole('button', { name: 'New file' }).waitFor({ state: 'detached' });
  await eve.page.getByRole('button', { name: 'Join the call' }).waitFor({ state: 'detached' });
});

stage.test('the clock counts from when both were there, for both', async ({ server, join }) => {
  const room = await server.makeRoom({ title: 'Clock', language: 'python' });
  const ann = await join('Ann', room.links.interviewer);
  await ann.page.getByRole('button', { name: /the clock starts when/ }).waitFor();
  const ben = await join('Ben', room.links.reviewer);
  const clock = (person) => person.page.getByRole('button', { name: /since the interview began$/ });
  const seconds = async (person) => {
    const [, h, m, s] = /(\d+):(\d+):(\d+)/.exec(await clock(person).textContent());
    return Number(h) * 3600 + Number(m) * 60 + Number(s);
  };
  await clock(ann)
    .filter({ hasText: /0[1-9]$/ })
    .waitFor();
  const [a, b] = await Promise.all([seconds(ann), seconds(ben)]);
  assert.ok(Math.abs(a - b) <= 2, `${a} and ${b} seconds`);
  await ben.page.reload();
  await ben.page.getByRole('button', { name: 'Come back in as Ben' }).click();
  await clock(ben).waitFor();
  const again = await seconds(ben);
  assert.ok(again >= b, `${again} after ${b} seconds`);
  await clock(ben).click();
  await ben.page.getByRole('menuitem', { name: 'Count from now' }).click();
  await ben.page.getByRole('button', { name: /since you set the clock$/ }).waitFor();
  await clock(ann).waitFor();
});

stage.test('all JavaScript up to the first key is at most 1.1 MB, compressed', async ({ server, open }) => {
  const room = await server.makeRoom({ title: 'Size', language: 'python' });
  const ann = await open('Ann');
  const scripts = new Set();
  ann.page.on('response', (response) => {
    if (/\.js$/.test(response.url())) scripts.add(response.url());
  });
  await ann.joinRoom(room.links.interviewer);
  await ann.type('x');
  await trust(ann);
  let sum = 0;
  for (const url of scripts) sum += await gzipSize(url);
  assert.ok(scripts.size > 5, 'scripts were seen');
  assert.ok(![...scripts].some((url) => /vim/.test(url)), 'vim keys wait for the request');
  assert.ok(sum <= 1_100_000, `${sum} bytes`);
});

stage.test('typing draws nothing else anew', async ({ server, join }) => {
  const room = await server.makeRoom({ title: 'Quick', language: 'python' });
  const ann = await join('Ann', room.links.interviewer);
  await paste(ann, 'line\n'.repeat(50));
  await trust(ann);
  await ann.page.evaluate(() => {
    window.changed = 0;
    const watch = new MutationObserver((changes) => {
      const elements = changes.map(({ target }) =>
        target instanceof Element ? target : target.parentElement,
      );
      window.changed += elements.filter((element) => !element?.closest('.trust, .clock')).length;
    });
    for (const part of document.querySelectorAll(
      '.bar, [data-part="side"], [data-part="results"], [data-part="chat"]',
    ))
      watch.observe(part, { subtree: true, childList: true, attributes: true, characterData: true });
  });
  await ann.type('x'.repeat(40));
  await trust(ann);
  const changed = await ann.page.evaluate(() => window.changed);
  assert.ok(changed <= 4, `${changed} changes beside the editor`);
});
