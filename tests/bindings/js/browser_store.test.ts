import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { BrowserStore, InterviewError, MemoryStore } from '../../../bindings/js/src/index.js';
import { Journal } from '../../../bindings/js/src/store/journal.js';
import { Channels } from './channels.js';
import { Desk } from './desk.js';
import { Locks } from './locks.js';

globalThis.IDBKeyRange = IDBKeyRange;

class Site {
  readonly indexedDB = new IDBFactory() as unknown as globalThis.IDBFactory;
  readonly locks = new Locks();
  readonly channels = new Channels();

  now = 1_700_000_000_000;

  open(
    room = 'r_one',
    gone?: Promise<unknown>,
    durability: 'relaxed' | 'strict' = 'relaxed',
    killed: Promise<unknown> | undefined = gone,
  ): Promise<BrowserStore> {
    return BrowserStore.open(room, {
      indexedDB: this.indexedDB,
      locks: this.locks.ofTab(gone),
      channel: this.channels.ofTab(killed),
      lockMs: 20,
      // Longer than a test may take: only an answer ends it.
      goneMs: 600_000,
      now: () => this.now,
      durability,
    });
  }
  /** Somebody opens a room, so many days later, and goes again. */
  async visit(room: string, days: number): Promise<BrowserStore> {
    this.now += days * 24 * 3600 * 1000;
    const store = await this.open(room);
    await store.close();
    return store;
  }
}

test('what is written is there when it is opened again, in order', async () => {
  const site = new Site();
  const store = await site.open();
  assert.deepEqual(store.kept, { token: null, checkpoint: null, entries: [] });
  assert.ok(store.ownsOutbox && store.unavailable === null);
  await store.write({ token: 't1', checkpoint: 'c1', entries: ['a'] });
  await store.write({ entries: ['b', 'c'] });
  await store.write({ token: 't2' });
  await store.close();
  const again = await site.open();
  assert.deepEqual(again.kept, { token: 't2', checkpoint: 'c1', entries: ['a', 'b', 'c'] });
  await again.write({ entries: ['d'] });
  await again.close();
  assert.deepEqual((await site.open()).kept.entries, ['a', 'b', 'c', 'd']);
});

test('a checkpoint takes the place of everything before it; null of all', async () => {
  const site = new Site();
  const store = await site.open();
  await store.write({ checkpoint: 'c1', entries: ['a'] });
  await store.write({ checkpoint: 'c2', entries: ['b'] });
  await store.close();
  const again = await site.open();
  assert.deepEqual([again.kept.checkpoint, again.kept.entries], ['c2', ['b']]);
  await again.write({ checkpoint: null });
  await again.close();
  const third = await site.open();
  assert.deepEqual([third.kept.checkpoint, third.kept.entries], [null, []]);
});

test('more than ten batches stay in order, and rooms are kept apart', async () => {
  const site = new Site();
  const [one, other] = [await site.open('r_one'), await site.open('r_two')];
  const names = Array.from({ length: 25 }, (_, index) => `entry ${index}`);
  for (const name of names) await one.write({ entries: [name] });
  await other.write({ token: 'other', checkpoint: 'other', entries: ['x'] });
  await other.write({ checkpoint: null });
  await one.close();
  assert.deepEqual((await site.open('r_one')).kept.entries, names);
});

test('the outbox belongs to the tab that opened it first; the token is shared', async () => {
  const site = new Site();
  const first = await site.open();
  await first.write({ token: 't1', checkpoint: 'c1', entries: ['a'] });
  const second = await site.open();
  assert.equal(second.ownsOutbox, false);
  assert.equal(second.unavailable, null);
  assert.deepEqual(second.kept, { token: 't1', checkpoint: null, entries: [] });
  await second.write({ token: 't2', checkpoint: 'stolen', entries: ['stolen'] });
  await first.close();
  const third = await site.open();
  assert.ok(third.ownsOutbox);
  assert.deepEqual(third.kept, { token: 't2', checkpoint: 'c1', entries: ['a'] });
});

test('a tab that was killed is waited for until the browser has noticed', async () => {
  const site = new Site();
  let notice = (_: unknown) => {};
  const noticed = new Promise((resolve) => (notice = resolve));
  const first = await site.open('r_one', noticed, 'relaxed', Promise.resolve());
  await first.write({ checkpoint: 'c1' });
  const asked = site.channels.spoken();
  const opening = site.open();
  await asked;
  notice(null);
  const second = await opening;
  assert.ok(second.ownsOutbox);
  assert.equal(second.kept.checkpoint, 'c1');
});

test('a tab that is gone has the outbox no more', async () => {
  const site = new Site();
  let close = (_: unknown) => {};
  const first = await site.open('r_one', new Promise((resolve) => (close = resolve)));
  await first.write({ checkpoint: 'c1' });
  close(null);
  const second = await site.open();
  assert.ok(second.ownsOutbox);
  assert.equal(second.kept.checkpoint, 'c1');
});

test('where nothing can be kept, the store says why and rejects', async () => {
  const broken = { open: () => assert.fail('denied') } as unknown as globalThis.IDBFactory;
  const locks = new Locks().ofTab();
  for (const options of [{ indexedDB: broken, locks }, { indexedDB: new Site().indexedDB }]) {
    const store = await BrowserStore.open('r_one', options);
    assert.equal(store.unavailable?.code, 'store_failed');
    assert.equal(store.ownsOutbox, false);
    await assert.rejects(store.write({ token: 't' }), isStoreFailed);
    await store.close();
  }
});

test('a write that fails changes nothing, and a database that was closed is opened again', async () => {
  const site = new Site();
  const store = await site.open();
  await store.write({ checkpoint: 'c1' });
  const unstorable = { entries: [Symbol('not to be cloned')] } as unknown as { entries: string[] };
  await assert.rejects(store.write({ checkpoint: 'c2', ...unstorable }), isStoreFailed);
  const request = site.indexedDB.open('libinterview', 1);
  await new Promise((resolve) => (request.onsuccess = resolve));
  request.result.close();
  // Behind its back: another version wants in.
  const deleted = site.indexedDB.deleteDatabase('libinterview');
  await new Promise((resolve) => (deleted.onsuccess = resolve));
  await assert.rejects(store.write({ checkpoint: 'c3' }), isStoreFailed);
  await store.write({ checkpoint: 'c4' });
  await store.close();
  assert.equal((await site.open()).kept.checkpoint, 'c4');
});

test('a batch is handed over before write() returns, and is in the database whatever becomes of the page', async () => {
  const site = new Site();
  let close = (_: unknown) => {};
  const store = await site.open('r_one', new Promise((resolve) => (close = resolve)));
  let handedOver = 0;
  // Nobody waits for the answer.
  void store.write({ checkpoint: 'c1', entries: ['a'] }, () => (handedOver += 1));
  assert.equal(handedOver, 1);
  close(null);
  assert.deepEqual((await site.open()).kept, { token: null, checkpoint: 'c1', entries: ['a'] });
});

test('a batch is not handed over where a power failure must not take it, nor where it cannot be written', async () => {
  const site = new Site();
  const careful = await site.open('r_one', undefined, 'strict');
  await careful.write({ checkpoint: 'c1' }, () => assert.fail('handed over'));
  const store = await site.open('r_two');
  const unstorable = { entries: [Symbol('not to be cloned')] } as unknown as { entries: string[] };
  await assert.rejects(
    store.write(unstorable, () => assert.fail('handed over')),
    isStoreFailed,
  );
});

function isStoreFailed(thrown: unknown): boolean {
  return thrown instanceof InterviewError && thrown.code === 'store_failed';
}

/** What a session leaves that has typed; with `sent` the room has it all. */
async function left(sent: boolean) {
  const store = new MemoryStore();
  const desk = new Desk('abc');
  const journal = new Journal(store, desk.session);
  await journal.write();
  desk.type(0, 'mine');
  if (sent) desk.settle();
  await journal.write();
  const { checkpoint, entries } = store.kept;
  return { token: 't', checkpoint, entries };
}

test('a room that was not opened for 30 days is forgotten, unless something was not sent', async () => {
  const site = new Site();
  for (const [room, sent] of [
    ['r_sent', true],
    ['r_unsent', false],
  ] as const) {
    const store = await site.open(room);
    await store.write(await left(sent));
    await store.close();
  }
  const broken = await site.open('r_broken');
  await broken.write({ token: 't', checkpoint: '{"state":{"view":{"docs":[{"name":"a","text":"b"}]}}}' });
  await broken.close();
  await site.visit('r_other', 29);
  assert.equal((await site.visit('r_sent', 0)).kept.token, 't');
  // That was a visit: it counts from there.
  await site.visit('r_other', 29);
  assert.notEqual((await site.visit('r_sent', 0)).kept.checkpoint, null);
  await site.visit('r_other', 31);
  assert.deepEqual((await site.visit('r_sent', 0)).kept, { token: null, checkpoint: null, entries: [] });
  assert.equal((await site.visit('r_other', 0)).kept.token, null);
  for (const room of ['r_unsent', 'r_broken']) {
    const { kept } = await site.visit(room, 0);
    assert.equal(kept.token, 't', room);
    assert.notEqual(kept.checkpoint, null, room);
  }
});

test('a room that another tab has open is not forgotten', async () => {
  const site = new Site();
  const open = await site.open('r_open');
  await open.write(await left(true));
  await site.visit('r_other', 31);
  assert.equal((await site.open('r_open')).kept.token, 't');
  await open.close();
});
