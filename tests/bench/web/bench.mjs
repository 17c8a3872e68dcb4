// bench.mjs [--smoke] [--json] [PART...]: what people feel of the page, in Chromium against the real interviewd, or these
// parts of it: keystrokes, loads, frames, bundle. docs/benchmarks.md says what each row is.
import { writeFile } from 'node:fs/promises';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { openBrowser, whyNoBrowser } from '../../web/support/browser.mjs';
import { setInCall } from '../../web/support/call.mjs';
import { Person } from '../../web/support/person.mjs';
import { Program } from '../../web/support/program.mjs';
import { kPrograms, run, Server } from '../../web/support/server.mjs';
import { count, hearFrames, hearPainted, paintedAt, pressedAt, relayPage } from './in_page.mjs';
import { Report } from './report.mjs';

const kSmoke = process.argv.includes('--smoke');
const kKeys = kSmoke ? 10 : 400;
// Between two keys: a fast typist.
const kPauses = kSmoke ? [20] : [60, 110, 80, 140, 70];
const kLines = kSmoke ? 200 : 5_000;
const kFrameKeys = kSmoke ? 10 : 250;
const kLoads = kSmoke ? 1 : 7;
const kLetters = 'abcdefghijklmnopqrstuvwxyz';

const missing = whyNoBrowser();
if (missing) {
  console.error(`bench: ${missing}`);
  process.exit(1);
}

const report = new Report('web');
const quantile = (values, part) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
};

/** Types `keys` letters on one page at fixed times, whatever the pages do. */
async function typeKeys(page, keys) {
  let due = performance.now();
  for (let key = 0; key < keys; key += 1) {
    due += kPauses[key % kPauses.length];
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    // Lines stay short enough to be painted whole.
    await page.keyboard.press(key % 40 === 39 ? 'Enter' : kLetters[key % 26]);
  }
}

/** Milliseconds from each letter's keydown on one page to the frame in which the other has painted it. */
async function keystrokes(from, to, selector) {
  const before = await to.evaluate(count, selector);
  await to.evaluate(hearPainted, { selector, before });
  await from.evaluate(pressedAt);
  await typeKeys(from, kKeys);
  const letters = kKeys - Math.floor(kKeys / 40);
  await to.waitForFunction((wanted) => window.painted.length >= wanted, letters);
  const [pressed, painted] = [await from.evaluate(() => window.pressed), await to.evaluate(paintedAt)];
  return painted.slice(0, letters).map((at, letter) => at - pressed[letter]);
}

function addTimes(row, times) {
  report.add(row, {
    'p50 ms': quantile(times, 0.5),
    'p99 ms': quantile(times, 0.99),
    'most ms': Math.max(...times),
  });
}

async function openRelayPages(browser) {
  const relay = new Program(`${kPrograms}/plain_relay`, []);
  const [, url] = await relay.waitFor('plain_relay is at http(://\\S+)');
  const contexts = await Promise.all([browser.newContext(), browser.newContext()]);
  const pages = await Promise.all(contexts.map((context) => context.newPage()));
  for (const page of pages) await page.evaluate(relayPage, `ws${url}/room`);
  return { pages, close: () => Promise.all([relay.kill(), ...contexts.map((context) => context.close())]) };
}

async function measureKeystrokes(browser, server) {
  const relay = await openRelayPages(browser);
  addTimes('keystroke, plain relay', await keystrokes(relay.pages[0], relay.pages[1], '#text'));
  await relay.close();
  for (const inCall of [false, true]) {
    const [ann, ben] = await openPair(browser, server, await server.makeRoom({ language: 'python' }), inCall);
    await ann.press('Control+A', 'Delete');
    await ben.page.waitForFunction(count0, '.monaco-editor .view-line');
    const times = await keystrokes(ann.page, ben.page, '.monaco-editor .view-line');
    addTimes(inCall ? 'keystroke, interview, in a call' : 'keystroke, interview', times);
    await ann.close();
    await ben.close();
  }
}

/** An interviewer and the person who is interviewed, in the room; `inCall`: by voice. */
async function openPair(browser, server, room, inCall) {
  const people = [];
  for (const [name, role] of [
    ['Ann', 'interviewer'],
    ['Ben', 'reviewer'],
  ]) {
    const person = await Person.open(browser, name, { server });
    await person.joinRoom(room.links[role]);
    await setInCall(person, inCall);
    people.push(person);
  }
  return people;
}

const count0 = (selector) =>
  [...document.querySelectorAll(selector)].every((line) => line.textContent.trim() === '');

/** A long file, in which one types and the other too: frames of the first. */
async function measureFrames(browser, server) {
  const room = await server.makeRoom({ language: 'python' });
  const lines = Array.from(
    { length: kLines },
    (_, line) => `value_${line} = compute(${line}, "text of line ${line}")`,
  );
  const file = `${server.folder}/long.py`;
  await writeFile(file, `${lines.join('\n')}\n`);
  const env = { XDG_STATE_HOME: `${server.folder}/state` };
  await run('interview', ['put', room.links.interviewer, file, '--as', 'main.py', '--name', 'Writer'], {
    env,
  });
  const [ann, ben] = await openPair(browser, server, room, false);
  await ann.press('Control+Home');
  await ben.press('Control+End');
  await ann.page.evaluate(hearFrames);
  await Promise.all([typeKeys(ann.page, kFrameKeys), typeKeys(ben.page, kFrameKeys)]);
  const frames = await ann.page.evaluate(() => window.frames_);
  report.add(`frames, both typing in ${kLines} lines`, {
    frames: frames.length,
    'above 50 ms': frames.filter((length) => length > 50).length,
    'p99 ms': quantile(frames, 0.99),
    'most ms': Math.max(...frames),
  });
  await ann.close();
  await ben.close();
}

/** From nothing in the browser's cache: the lobby's first paint, and the editor's after "join". */
async function measureLoads(browser, server) {
  const room = await server.makeRoom({ language: 'python' });
  const [lobby, editor] = [[], []];
  for (let load = 0; load < kLoads; load += 1) {
    const person = await Person.open(browser, 'Ann', { server });
    await person.goto(room.links.reviewer);
    await person.page.getByRole('textbox', { name: /name/i }).fill('Ann');
    lobby.push(
      await person.page.evaluate(
        () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
      ),
    );
    const before = Date.now();
    await person.page.getByRole('button', { name: /without camera/i }).click();
    await person.page.locator('.monaco-editor .view-line').first().waitFor();
    editor.push(Date.now() - before);
    await person.close();
  }
  report.add('first load, cold', { 'p50 ms': quantile(lobby, 0.5), 'most ms': Math.max(...lobby) });
  report.add('from "join" to the editor, cold', {
    'p50 ms': quantile(editor, 0.5),
    'most ms': Math.max(...editor),
  });
}

/** What the browser fetches of the page, by the time the room is there. */
async function measureBundle(browser, server) {
  const room = await server.makeRoom({ language: 'python' });
  const person = await Person.open(browser, 'Ann', { server });
  const scripts = new Map();
  person.page.on('response', (answer) => {
    const path = new URL(answer.url()).pathname;
    if (path.endsWith('.js')) scripts.set(path, answer.body());
  });
  await person.joinRoom(room.links.reviewer);
  await person.page.waitForLoadState('networkidle');
  const bodies = await Promise.all(scripts.values());
  const kilobytes = (pack) => bodies.reduce((sum, body) => sum + pack(body).length, 0) / 1000;
  report.add('JavaScript of a room', {
    files: bodies.length,
    'raw kB': kilobytes((body) => body),
    'gzip kB': kilobytes((body) => gzipSync(body, { level: 9 })),
    'brotli kB': kilobytes((body) => brotliCompressSync(body)),
  });
  await person.close();
}

const kParts = {
  keystrokes: measureKeystrokes,
  loads: measureLoads,
  frames: measureFrames,
  bundle: measureBundle,
};
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const unknown = wanted.find((word) => !Object.hasOwn(kParts, word));
if (unknown !== undefined) {
  console.error(`bench: no part "${unknown}"; there are ${Object.keys(kParts).join(', ')}`);
  process.exit(1);
}
const server = await Server.open(['--messages-per-second', '1000', '--message-burst', '1000']);
const browser = await openBrowser();
try {
  for (const [name, measure] of Object.entries(kParts))
    if (wanted.length === 0 || wanted.includes(name)) await measure(browser, server);
} finally {
  await browser.close();
  await server.close();
}
report.print(process.argv.includes('--json'));
