// Code that runs, and what both see of it.
import assert from 'node:assert/strict';
import { rewrite } from './support/room_steps.mjs';
import { useStage } from './support/stage.mjs';

const stage = useStage(['--sandbox', 'native']);

const kPrograms = {
  python: `for i in range(4):
    print("tick", i, flush=True)
print("Hello from Python", input())
`,
  go: `package main

import "fmt"

func main() { fmt.Println("Hello from Go") }
`,
  java: `class Main { public static void main(String[] a) { System.out.println("Hello from Java"); } }
`,
};

async function both({ server, join }, language) {
  const room = await server.makeRoom({ title: language, language });
  const ann = await join('Ann', room.links.interviewer);
  const ben = await join('Ben', room.links.reviewer);
  return { room, ann, ben };
}

const output = (person) => person.page.getByRole('region', { name: 'Output' });

async function outputHas(person, text) {
  await output(person).getByText(text).first().waitFor();
}

async function resultIs(person, words) {
  await person.page.locator('.result-words').filter({ hasText: words }).first().waitFor();
}

stage.test('Python: output streams to both, input is typed while it runs', async (on) => {
  const { ann, ben } = await both(on, 'python');
  await rewrite(ben, kPrograms.python);
  await ben.press('Control+Enter');
  for (const person of [ann, ben]) await outputHas(person, 'tick 0');
  // It streams: the last line cannot be there before its input.
  await ann.page.getByRole('textbox', { name: /Type input/ }).fill('typed by Ann');
  await ann.page.keyboard.press('Enter');
  for (const person of [ann, ben]) {
    await outputHas(person, 'Hello from Python typed by Ann');
    await resultIs(person, 'Finished');
  }
});

stage.test('input is typed by either, and ended by either', async (on) => {
  const { ann, ben } = await both(on, 'python');
  await rewrite(
    ben,
    'import sys\nfor line in sys.stdin: print("got", line.strip(), flush=True)\nprint("over")\n',
  );
  await ben.press('Control+Enter');
  for (const [person, text] of [
    [ann, 'one'],
    [ben, 'two'],
  ]) {
    await person.page.getByRole('textbox', { name: /Type input/ }).fill(text);
    await person.page.keyboard.press('Enter');
    // What was typed is seen by both, where it was typed.
    for (const one of [ann, ben]) await outputHas(one, `got ${text}`);
    for (const one of [ann, ben]) await one.page.locator('.out-in', { hasText: text }).waitFor();
  }
  await ann.page.getByRole('button', { name: 'End of input' }).click();
  for (const person of [ann, ben]) {
    await outputHas(person, 'over');
    await resultIs(person, 'Finished');
    await person.page.getByRole('textbox', { name: /Type input/ }).waitFor({ state: 'detached' });
  }
});

stage.test('an earlier run is shown when it is chosen, also while nothing else happens', async (on) => {
  const { ann } = await both(on, 'python');
  for (const word of ['first', 'second']) {
    await rewrite(ann, `print("the ${word}")`);
    await ann.press('Control+Enter');
    await outputHas(ann, `the ${word}`);
    await resultIs(ann, 'Finished');
  }
  const { page } = ann;
  for (const [at, word] of [
    [1, 'first'],
    [0, 'second'],
  ]) {
    await page.getByRole('tab', { name: 'Earlier runs' }).click();
    await page.locator('.run-line').nth(at).click();
    await outputHas(ann, `the ${word}`);
  }
});

stage.test('a limit is said in words', async (on) => {
  const { ann, ben } = await both(on, 'python');
  await rewrite(ben, 'x = bytearray(2 << 30)\nfor i in range(0, len(x), 4096): x[i] = 1\n');
  await ben.press('Control+Enter');
  for (const person of [ann, ben]) await resultIs(person, /^Stopped: used more than \d+ MB of memory$/);
});

for (const language of ['go', 'java'])
  stage.test(`${language}: hello, and a compile error`, async (on) => {
    const { ann, ben } = await both(on, language);
    await rewrite(ben, kPrograms[language]);
    await ann.page.getByRole('button', { name: 'Run', exact: true }).click();
    for (const person of [ann, ben]) {
      await outputHas(person, `Hello from ${language === 'go' ? 'Go' : 'Java'}`);
      await resultIs(person, 'Finished');
    }
    await ben.press('Control+End');
    await ben.insert('this is no program\n');
    await ben.press('Control+Enter');
    for (const person of [ann, ben]) await resultIs(person, 'Did not compile');
  });

stage.test('an endless loop is stopped by the other', async (on) => {
  const { ann, ben } = await both(on, 'python');
  await rewrite(ben, 'print("going", flush=True)\nwhile True: pass\n');
  await ben.press('Control+Enter');
  await outputHas(ann, 'going');
  await ann.page.getByRole('button', { name: 'Stop', exact: true }).click();
  for (const person of [ann, ben]) await resultIs(person, /^Stopped$/);
});

stage.test('HTML and escape codes are shown as text', async (on) => {
  const { ann, ben } = await both(on, 'python');
  await rewrite(
    ben,
    [
      'print("<img src=x onerror=document.title=1><script>document.title=2</script>")',
      'print("\\x1b[31mred\\x1b[0m \\x1b]0;title\\x07after")',
      'print("caf\\u00e9 \\u6f22 \\U0001f600")',
    ].join('\n'),
  );
  await ben.press('Control+Enter');
  for (const person of [ann, ben]) {
    await resultIs(person, 'Finished');
    await outputHas(person, '<img src=x onerror=document.title=1>');
    await outputHas(person, 'café 漢 😀');
    const shown = await output(person).textContent();
    assert.ok(!shown.includes('\x1b'), JSON.stringify(shown));
    assert.match(shown, /red.*after/);
    assert.equal(await output(person).locator('img, script').count(), 0);
    assert.ok(!['1', '2'].includes(await person.page.title()));
  }
});
