// A page that dies at any moment: what its store had is done once, as is what reached the room, and nothing is ever
// done twice.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { type Batch, BrowserStore, type ClientStore, LiveClient } from '../../../bindings/js/src/index.js';
import { kLink, LiveWorld } from './live_world.js';
import { Locks } from './locks.js';
import { Oracle } from './oracle.js';
import { Random, testCases, testSeed } from './random.js';

globalThis.IDBKeyRange = IDBKeyRange;

const kWords = 14;

type Death =
  // The batch is stored, or handed over only, or not even that, and the page never hears of it.
  { at: 'write'; number: number; batch: 'stored' | 'handed over' | 'lost' } | { at: 'round'; number: number }; // of messages

interface Progress {
  typed: number;
  /** Words that were typed before a batch was begun that is stored. */
  kept: number;
  writes: number;
  dead: boolean;
  /** Messages sent before the page died at a write. */
  sent: number;
}

// The store of a page, in which it may die.
class MortalStore implements ClientStore {
  readonly #store: BrowserStore;
  readonly #death: Death;
  readonly #progress: Progress;
  readonly #sent: readonly string[];

  constructor(store: BrowserStore, sent: readonly string[], death: Death, progress: Progress) {
    this.#store = store;
    this.#sent = sent;
    this.#death = death;
    this.#progress = progress;
  }
  get kept() {
    return this.#store.kept;
  }
  get ownsOutbox() {
    return this.#store.ownsOutbox;
  }
  get unavailable() {
    return this.#store.unavailable;
  }
  async write(batch: Batch, handedOver: () => void): Promise<void> {
    const progress = this.#progress;
    if (progress.dead) return new Promise(() => {});
    progress.writes += 1;
    const dies = this.#death.at === 'write' && this.#death.number === progress.writes && this.#death;
    if (dies) progress.dead = true;
    if (dies) progress.sent = this.#sent.length;
    const { typed } = progress;
    if (dies && dies.batch === 'handed over') handedOver();
    if (!dies || dies.batch === 'stored') {
      await this.#store.write(batch, dies ? undefined : handedOver);
      if (batch.entries || batch.checkpoint) progress.kept = Math.max(progress.kept, typed);
    }
    return dies ? new Promise(() => {}) : undefined;
  }
  async close(): Promise<void> {}
}

function typeNext(client: LiveClient, random: Random, progress: Progress): void {
  const doc = [...client.session.view.docs.values()][0];
  if (!doc || progress.typed >= kWords) return;
  const boundary = random.chance(0.5) ? doc.length : 0;
  progress.typed += 1;
  client.session.replace(doc.id, boundary, 0, `<${progress.typed}>`);
  client.flush();
}

async function die(oracle: Oracle, seed: number, death: Death): Promise<Progress & { ahead: number }> {
  const random = new Random(seed);
  const world = new LiveWorld(seed, oracle);
  const failures = random.chance(0.3) ? 20 : 0;
  await world.openRoom({ store_failures_percent: failures });
  const ben = new LiveClient(kLink, world.options('ben'), {});
  ben.start();
  await world.until(() => ben.session.live);
  ben.session.send({ type: 'open_doc', name: 'main.py', text: '' });
  ben.flush();
  await world.until(() => ben.session.view.docs.size === 1, 60_000);

  const indexedDB = new IDBFactory() as unknown as globalThis.IDBFactory;
  const locks = new Locks();
  let leaveTab = (_: unknown) => {};
  const gone = new Promise((resolve) => (leaveTab = resolve));
  const progress: Progress = { typed: 0, kept: 0, writes: 0, dead: false, sent: Number.POSITIVE_INFINITY };
  const open = (tab: Promise<unknown>) =>
    BrowserStore.open(kLink.room, { indexedDB, locks: locks.ofTab(tab), lockMs: 1000 });
  const store = new MortalStore(await open(gone), world.sent, death, progress);
  const ann = new LiveClient(kLink, world.options('ann'), {}, store);
  ann.start();
  await world.until(() => progress.dead || ann.session.view.docs.size === 1, 60_000);
  const lastRound = death.at === 'round' ? death.number : 400;
  for (let round = 0; round < lastRound && !progress.dead; round += 1) {
    if (random.chance(0.4)) typeNext(ann, random, progress);
    if (!progress.dead && random.chance(0.02)) await world.breakAll();
    if (!(await world.carry())) world.advance(random.below(100));
  }
  progress.dead = true;
  const { typed, kept } = progress;
  // What is on its way arrives, or does not.
  const arrives = random.chance(0.7);
  const ahead = wordsIn(world.sent.slice(progress.sent));
  // The room takes its time.
  for (let round = 0; arrives && round < 20; round += 1) await world.carry();
  await world.abandonAll();
  leaveTab(null);

  const again = new LiveClient(kLink, world.options('ann'), {}, await open(new Promise(() => {})));
  again.start();
  // Ben's page was left as well: he looks again.
  const eve = new LiveClient(kLink, world.options('eve'), {});
  eve.start();
  await world.until(() => again.session.live && again.session.view.docs.size === 1, 60_000);
  if (again.resumed) assert.equal(again.session.client, ann.session.client, 'the session goes on');
  progress.dead = false;
  while (progress.typed < kWords) typeNext(again, random, progress);
  const settled = (client: LiveClient) => client.session.live && !client.session.hasPending();
  const text = (client: LiveClient) => [...client.session.view.docs.values()][0]?.text;
  await world.until(() => settled(again) && settled(eve) && text(again) === text(eve), 60_000);
  for (let word = 1; word <= kWords; word += 1) {
    const times = (text(eve) ?? '').split(`<${word}>`).length - 1;
    const say = `seed ${seed}, ${JSON.stringify(death)}: word ${word} of ${text(eve)} (${typed} typed, ${kept} kept)`;
    assert.ok(times <= 1, `nothing is done twice: ${say}`);
    if (word <= kept || word > typed) assert.equal(times, 1, `what is kept is done: ${say}`);
    if (ahead.has(word) && arrives && failures === 0) assert.equal(times, 1, `what arrived is done: ${say}`);
  }
  await Promise.all([again.leave(), eve.leave(), ben.leave()]);
  return { ...progress, typed, kept, ahead: ahead.size };
}

function wordsIn(messages: readonly string[]): Set<number> {
  return new Set([...messages.join().matchAll(/<(\d+)>/g)].map(([, word]) => Number(word)));
}

test('a page that dies at every write of its store, before and after it and half-way', async (t) => {
  const seed = testSeed();
  const oracle = new Oracle();
  let deaths = 0;
  let keptAtDeath = 0;
  let sentUnstored = 0;
  try {
    // Only some batches are worth an end half-way.
    const batches = ['lost', 'stored', ...Array(6).fill('handed over')] as const;
    for (const [round, batch] of batches.entries()) {
      for (let number = 1; ; number += 1) {
        const death = { at: 'write', number, batch } as const;
        const { writes, kept, ahead } = await die(oracle, seed + 100 * round + number, death);
        if (writes < number || number > testCases(25)) break;
        deaths += 1;
        keptAtDeath += kept;
        sentUnstored += ahead;
      }
    }
  } finally {
    oracle.stop();
  }
  t.diagnostic(
    `seed ${seed}, ${deaths} deaths, ${keptAtDeath} words kept at them, ${sentUnstored} sent and not stored`,
  );
  assert.ok(deaths > 10 && keptAtDeath > 0 && sentUnstored > 0);
});

test('a page that dies between any two messages', async (t) => {
  const seed = testSeed();
  const oracle = new Oracle();
  const deaths = testCases(40);
  try {
    for (let number = 0; number < deaths; number += 1)
      await die(oracle, seed + number, { at: 'round', number });
  } finally {
    oracle.stop();
  }
  t.diagnostic(`seed ${seed}, ${deaths} deaths`);
});
