// What a page keeps, in a real browser: its database, its locks, tabs that are duplicated and left.
import assert from 'node:assert/strict';
import { useBuilt } from './support/built.mjs';

const { inContext } = useBuilt('store');

/** A test with a browser's context of its own; `tab()` opens another tab of it. */
function inTabs(name, act) {
  inContext(name, {}, (context, url) =>
    act(async () => {
      const page = await context.newPage();
      await page.goto(url);
      await page.waitForFunction(() => window.client !== undefined);
      return page;
    }),
  );
}

// Opens the store of a room in a tab, which keeps it as `store`; what it had.
const kOpen = async () => {
  window.store = await client.BrowserStore.open('r_one');
  return { ...store.kept, owns: store.ownsOutbox, unavailable: store.unavailable?.message ?? null };
};
const open = (page) => page.evaluate(kOpen);
const write = (page, batch) => page.evaluate((one) => store.write(one), batch);

const kNothing = { token: null, checkpoint: null, entries: [], owns: true, unavailable: null };

inTabs(
  'a tab that was duplicated shares the token, and the outbox goes on with the next one',
  async (tab) => {
    const first = await tab();
    assert.deepEqual(await open(first), kNothing);
    await write(first, { token: 't1', checkpoint: 'c1', entries: ['a', 'b'] });
    const second = await tab();
    assert.deepEqual(await open(second), { ...kNothing, token: 't1', owns: false });
    await write(second, { token: 't2', checkpoint: 'stolen' });
    await first.close();
    const third = await tab();
    const kept = { token: 't2', checkpoint: 'c1', entries: ['a', 'b'], owns: true, unavailable: null };
    assert.deepEqual(await open(third), kept);
  },
);

inTabs('a page that is loaded again has its outbox, strictly kept or not', async (tab) => {
  const page = await tab();
  await open(page);
  const numbers = Array.from({ length: 30 }, (_, index) => String(index));
  for (const number of numbers) await write(page, { entries: [number] });
  await page.reload();
  await page.waitForFunction(() => window.client !== undefined);
  const again = await open(page);
  assert.deepEqual([again.owns, again.entries], [true, numbers]);
  await page.evaluate(async () => {
    await store.close();
    window.store = await client.BrowserStore.open('r_one', { durability: 'strict' });
    await store.write({ checkpoint: 'strict' });
  });
  await page.reload();
  await page.waitForFunction(() => window.client !== undefined);
  assert.deepEqual(await open(page), { ...kNothing, checkpoint: 'strict' });
});

inTabs('a client that waits tries at once when the browser is online again', async (tab) => {
  const page = await tab();
  const opened = await page.evaluate(async () => {
    let count = 0;
    const webSocket = (_url, _protocol, events) => {
      count += 1;
      setTimeout(() => events.onClose(1006, ''));
      return { send() {}, close() {} };
    };
    const link = { origin: 'http://nowhere.test', room: 'r_one', code: 'c' };
    const once = (what) =>
      new Promise((resolve) => {
        wait = { what, resolve };
      });
    let wait = null;
    const onState = (state) => state === wait?.what && wait.resolve();
    const options = { token: 't', firstDelayMs: 1e9, longestDelayMs: 1e9, webSocket };
    const one = new client.LiveClient(link, options, { onState });
    const waits = once('waiting');
    one.start();
    await waits;
    const before = count;
    const again = once('waiting');
    window.dispatchEvent(new Event('online'));
    await again;
    await one.leave();
    window.dispatchEvent(new Event('online'));
    return [before, count];
  });
  assert.deepEqual(opened, [1, 2]);
});
