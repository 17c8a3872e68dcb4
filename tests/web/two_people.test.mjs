// Two people in one file, with real keys in real browsers.
import assert from 'node:assert/strict';
import { kWindows } from './support/person.mjs';
import { agreed, paste, rewrite, trust, words, wordsIn } from './support/room_steps.mjs';
import { useStage } from './support/stage.mjs';

const stage = useStage(['--sandbox', 'native']);
const kSystems = [
  { system: 'Linux', options: {}, cursorBelow: 'Shift+Alt+ArrowDown' },
  { system: 'Windows', options: { userAgent: kWindows }, cursorBelow: 'Control+Alt+ArrowDown' },
];

async function both({ server, join }, options) {
  const room = await server.makeRoom({ title: 'Two', language: 'python' });
  const ann = await join('Ann', room.links.interviewer, options);
  const ben = await join('Ben', room.links.reviewer, options);
  return { room, ann, ben };
}

for (const { system, options, cursorBelow } of kSystems) {
  stage.test(`both type in the same line at once (${system})`, async (on) => {
    const { room, ann, ben } = await both(on, options);
    await rewrite(ann, 'one line: ');
    await ben.sees('one line:');
    await Promise.all([ann.press('Control+End'), ben.press('Control+End')]);
    const [a, b] = [words('a', 40), words('b', 40)];
    await Promise.all([
      ann.type(`${a.join(' ')} `, { delay: 15 }),
      ben.type(`${b.join(' ')} `, { delay: 12 }),
    ]);
    const text = await agreed(on.server, room, ann, ben);
    // Each of them begins where the caret was: what one wrote is in one piece.
    assert.deepEqual(wordsIn(text, 'a'), a);
    assert.deepEqual(wordsIn(text, 'b'), b);
    assert.equal(text.length, 'one line: '.length + a.join(' ').length + b.join(' ').length + 2);
  });

  stage.test(`emoji, ideographs, Windows text, many carets, moved lines (${system})`, async (on) => {
    const { room, ann, ben } = await both(on, options);
    await rewrite(ann, 'first\nsecond\nthird\n');
    await ben.sees('third');
    await ann.press('Control+Home');
    await ben.press('Control+End');
    await Promise.all([ann.insert('😀漢字é👩‍💻 '), paste(ben, 'x = 1\r\ny = 2\r\n')]);
    assert.equal(await agreed(on.server, room, ann, ben), '😀漢字é👩‍💻 first\nsecond\nthird\nx = 1\ny = 2\n');
    // Ann writes before three lines at once, while Ben moves a line below them.
    await ann.press('Control+Home', cursorBelow, cursorBelow);
    await ben.press('Control+End', 'ArrowUp');
    await Promise.all([ann.page.keyboard.type('# '), ben.press('Alt+ArrowUp')]);
    assert.equal(
      await agreed(on.server, room, ann, ben),
      '# 😀漢字é👩‍💻 first\n# second\n# third\ny = 2\nx = 1\n',
    );
  });

  stage.test(`undo and redo take back one's own, never the other's (${system})`, async (on) => {
    const { room, ann, ben } = await both(on, options);
    await rewrite(ben, 'base ');
    await ann.sees('base');
    await ann.press('Control+End');
    await ann.type('mine1 mine2 ');
    await trust(ann);
    await ben.sees('mine2');
    await ben.press('Control+Home');
    await ben.type('theirs1 ');
    await ben.press('Control+End');
    await ben.type('theirs2');
    await ann.sees('theirs2');
    for (let press = 0; press < 6; press += 1) await ann.press('Control+z');
    assert.equal(await agreed(on.server, room, ann, ben), 'theirs1 base theirs2');
    for (let press = 0; press < 6; press += 1) await ann.press('Control+y');
    assert.equal(await agreed(on.server, room, ann, ben), 'theirs1 base mine1 mine2 theirs2');
    await ben.press('Control+z', 'Control+z');
    assert.equal(await agreed(on.server, room, ann, ben), 'base mine1 mine2 ');
  });
}

stage.test('an input method composes while the other writes earlier in the line', async (on) => {
  const { room, ann, ben } = await both(on, {});
  await rewrite(ann, 'name = ');
  await ben.sees('name =');
  await ann.press('Control+End');
  const ime = await ann.context.newCDPSession(ann.page);
  const compose = (text) =>
    ime.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  await compose('に');
  await compose('にほ');
  await ben.press('Control+Home');
  await ben.type('the ');
  await ann.sees('the name');
  await compose('にほんご');
  await ime.send('Input.insertText', { text: '日本語' });
  assert.equal(await agreed(on.server, room, ann, ben), 'the name = 日本語');
});

stage.test("the other's caret and name are shown, and can be followed", async (on) => {
  const { ann, ben } = await both(on, {});
  await rewrite(ann, `top\n${'line\n'.repeat(200)}bottom`);
  await ben.sees('line');
  await ben.press('Control+Home');
  await ann.press('Control+Home');
  await ann.sees('top');
  await ann.page.locator('.iv-caret').first().waitFor();
  assert.equal(await ann.page.locator('.iv-flag').first().textContent(), 'Ben');
  await ann.page.getByRole('button', { name: /^People/ }).click();
  await ann.page.getByRole('button', { name: 'Follow Ben' }).click();
  await ann.page.keyboard.press('Escape');
  await ben.press('Control+End');
  await ann.sees('bottom');
});

stage.test('who is followed is followed after a break, and not after they went', async (on) => {
  const room = await on.server.makeRoom({ title: 'Follow', language: 'python' });
  const ann = await on.join('Ann', room.links.interviewer, { network: true });
  const ben = await on.join('Ben', room.links.reviewer);
  await rewrite(ann, `top\n${'line\n'.repeat(200)}bottom`);
  await ben.sees('line');
  await ann.press('Control+Home');
  await ann.sees('top');
  await ann.page.getByRole('button', { name: /^People/ }).click();
  await ann.page.getByRole('button', { name: 'Follow Ben' }).click();
  await ann.page.keyboard.press('Escape');
  await ann.cutNetwork();
  await trust(ann, 'offline');
  await ann.restoreNetwork();
  await trust(ann);
  await ben.press('Control+End');
  await ann.sees('bottom');
  const followed = ann.page.getByText('Following Ben');
  await followed.waitFor();
  await ann.cutNetwork();
  await trust(ann, 'offline');
  await ben.close();
  await ann.restoreNetwork();
  await followed.waitFor({ state: 'detached' });
});
