// The editor and the session behind it, without a server: what is typed, what others do, undo, input methods.
import assert from 'node:assert/strict';
import { useBuilt } from './support/built.mjs';
import { kWindows } from './support/person.mjs';

const { inContext } = useBuilt('monaco');
const kRounds = Number(process.env.INTERVIEW_MONACO_ROUNDS ?? 40);
const kSteps = 100;

/** A test on a page of its own; `options` are those of the browser's context. */
function onPage(name, options, act) {
  inContext(name, options, async (context, url, t) => {
    const page = await context.newPage();
    const faults = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    await page.goto(url);
    await page.waitForFunction(() => window.fuzz !== undefined);
    await act(page, t);
    assert.deepEqual(faults, []);
  });
}

const kState = () => ({ model: bench.model.getValue(), session: bench.text, fault: bench.fault() });

async function begin(page, text, position) {
  await page.evaluate(
    ([text, position]) => {
      newBench(text);
      bench.editor.focus();
      bench.editor.setPosition(bench.model.getPositionAt(position));
    },
    [text, position],
  );
}

for (const [system, options] of [
  ['this system', {}],
  ['Windows', { userAgent: kWindows }],
]) {
  onPage(`whatever is done at both ends, model and session are one (${system})`, options, async (page, t) => {
    const seed = Number(process.env.INTERVIEW_SEED ?? Date.now() % 1_000_000);
    const done = await page.evaluate(
      ([seed, rounds, steps]) => fuzz(seed, rounds, steps),
      [seed, kRounds, kSteps],
    );
    t.diagnostic(`seed ${seed}: ${JSON.stringify(done)}`);
    assert.equal(done.fault, '');
    for (const kind of ['local', 'remote', 'delivered', 'refused']) assert.ok(done[kind] > 0, kind);
  });
}

onPage('Windows text is pasted with line feeds only', { userAgent: kWindows }, async (page) => {
  await begin(page, 'ab\n', 1);
  await page.evaluate(() => bench.editor.trigger('keyboard', 'paste', { text: '1\r\n2\r3' }));
  assert.deepEqual(await page.evaluate(kState), { model: 'a1\n2\n3b\n', session: 'a1\n2\n3b\n', fault: '' });
});

onPage('a caret stays where it is when others write at it, and before it it moves', {}, async (page) => {
  await begin(page, 'one two', 3);
  const offset = () => page.evaluate(() => bench.model.getOffsetAt(bench.editor.getPosition()));
  await page.evaluate(() => bench.replaceByOther(3, 0, 'XX'));
  assert.equal(await offset(), 3);
  await page.evaluate(() => bench.replaceByOther(0, 0, 'YY'));
  assert.equal(await offset(), 5);
  await page.keyboard.type('!');
  assert.equal(await page.evaluate(() => bench.text), 'YYone!XX two');
});

onPage("undo takes back one's own words, one by one, and never those of others", {}, async (page) => {
  await begin(page, '\n', 0);
  await page.keyboard.type('hello world');
  await page.evaluate(() => {
    bench.settle();
    bench.replaceByOther(5, 0, '<theirs>');
  });
  const texts = [];
  for (let press = 0; press < 3; press += 1) {
    await page.keyboard.press('Control+z');
    texts.push(await page.evaluate(() => bench.text));
  }
  assert.deepEqual(texts, ['hello<theirs> \n', '<theirs>\n', '<theirs>\n']);
  await page.keyboard.press('Control+y');
  await page.keyboard.press('Control+y');
  assert.equal(await page.evaluate(() => bench.text), 'hello<theirs> world\n');
  assert.equal((await page.evaluate(kState)).fault, '');
});

onPage('an input method composes on while others write earlier in the line', {}, async (page) => {
  await begin(page, 'name = \n', 7);
  const ime = await page.context().newCDPSession(page);
  const compose = (text) =>
    ime.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  await compose('に');
  await compose('にほ');
  await page.evaluate(() => bench.replaceByOther(0, 0, 'the '));
  await compose('にほん');
  await ime.send('Input.insertText', { text: '日本' });
  await page.evaluate(() => bench.settle());
  const { fault, session } = await page.evaluate(kState);
  assert.equal(fault, '');
  assert.equal(session, 'the name = 日本\n');
  assert.equal(await page.evaluate(() => bench.server.text), session);
});

onPage('half a surrogate pair is refused, and gone from the editor', {}, async (page) => {
  await begin(page, 'ab', 1);
  await page.evaluate(() => bench.editor.trigger('keyboard', 'type', { text: '\ud83d' }));
  assert.deepEqual(await page.evaluate(kState), { model: 'ab', session: 'ab', fault: '' });
  assert.equal(await page.evaluate(() => bench.refused), 1);
});

onPage('what is in view stays in view when others write above it', {}, async (page) => {
  await begin(page, 'line\n'.repeat(500), 0);
  await page.evaluate(() => bench.editor.setScrollTop(bench.editor.getTopForLineNumber(200)));
  const top = () => page.evaluate(() => bench.editor.getVisibleRanges()[0].startLineNumber);
  const before = await top();
  await page.evaluate(() => bench.replaceByOther(0, 0, 'new\n'.repeat(30)));
  assert.equal(await top(), before + 30);
});
