// A live client and the store of what it must not lose.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Batch, InterviewError, type Kept, MemoryStore } from '../../../bindings/js/src/index.js';
import { Guest, inWorld } from './guest.js';
import type { LiveWorld } from './live_world.js';

// A store whose writes are done when it is told.
class SlowStore extends MemoryStore {
  waiting: (() => void)[] = [];
  fails = false;
  override async write(batch: Batch): Promise<void> {
    if (this.fails) throw new InterviewError('store_failed', 'the disk is full');
    await new Promise<void>((resolve) => this.waiting.push(resolve));
    await super.write(batch);
  }
  async go(): Promise<void> {
    for (const done of this.waiting.splice(0)) done();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('nothing is sent before it is stored; what is typed meanwhile goes in one edit', () =>
  inWorld(async (world) => {
    const store = new SlowStore();
    const ann = new Guest(world.options('ann'), store);
    const goOn = async (so: () => boolean) => {
      for (let i = 0; i < 300 && !so(); i += 1) {
        await store.go();
        await world.until(() => true);
        await world.until(() => so() || store.waiting.length > 0, 30_000).catch(() => {});
      }
      assert.ok(so());
    };
    await world.until(() => ann.client.session.live);
    ann.openDoc();
    await goOn(() => ann.idle);
    await store.go();
    world.sent.length = 0;
    for (const letter of 'abc') ann.type(letter);
    for (let i = 0; i < 20; i += 1) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(store.waiting.length, 1);
    assert.equal(world.sent.length, 0);
    await store.go();
    await world.until(() => world.sent.length > 0);
    assert.deepEqual(JSON.parse(world.sent[0] ?? '').op, ['a']);
    for (const letter of 'def') ann.type(letter);
    await goOn(() => ann.idle);
    const edits = world.sent.filter((json) => json.includes('"edit"')).map((json) => JSON.parse(json).op);
    assert.deepEqual(edits, [['a'], [1, 'bcdef']]);
  }));

// The same, whose page may end from the call on.
class HandedStore extends SlowStore {
  override async write(batch: Batch, handedOver: () => void = () => {}): Promise<void> {
    handedOver();
    await super.write(batch);
  }
  /** Lets the writes be done until it is so. */
  async goUntil(world: LiveWorld, so: () => boolean): Promise<void> {
    await world.until(() => {
      for (const done of this.waiting.splice(0)) done();
      return so();
    });
  }
}

const editsSent = (world: LiveWorld) =>
  world.sent.filter((json) => json.includes('"edit"')).map((json) => JSON.parse(json).op);

test('an edit is sent while it is being stored; the next one waits for its answer', () =>
  inWorld(async (world) => {
    const store = new HandedStore();
    const ann = new Guest(world.options('ann'), store);
    await world.until(() => ann.client.session.live);
    await store.go();
    ann.openDoc();
    assert.equal(store.waiting.length, 1);
    assert.ok(!world.sent.some((json) => json.includes('open_doc')), 'what is no edit is stored first');
    await store.goUntil(world, () => ann.idle && store.waiting.length === 0);
    ann.type('a');
    assert.deepEqual(editsSent(world), [['a']]);
    await world.until(() => ann.idle);
    ann.type('b');
    assert.deepEqual(editsSent(world), [['a']]);
    assert.equal(store.waiting.length, 1);
    await store.go();
    assert.deepEqual(editsSent(world), [['a'], [1, 'b']]);
    assert.equal(store.waiting.length, 1);
    await store.goUntil(world, () => ann.idle);
    assert.deepEqual(ann.notKept, []);
  }));

test('an edit waits for the store that does not know that the one before it was refused', () =>
  inWorld(
    async (world) => {
      const store = new HandedStore();
      const ann = new Guest(world.options('ann'), store);
      await world.until(() => ann.client.session.live);
      ann.openDoc();
      await store.goUntil(world, () => ann.idle && store.waiting.length === 0);
      ann.type('much too long');
      await store.goUntil(world, () => ann.told('refused').length === 1 && store.waiting.length === 0);
      ann.type('short');
      assert.deepEqual(editsSent(world), [['much too long']]);
      await store.go();
      assert.deepEqual(editsSent(world), [['much too long'], ['short']]);
      await store.goUntil(world, () => ann.idle);
    },
    { document_units: 10 },
  ));

test('an edit that went ahead of a store that fails is there once, whatever the store has left of it', async () => {
  for (const forgets of [true, false])
    await inWorld(async (world) => {
      class FailingStore extends MemoryStore {
        fails = false;
        override async write(batch: Batch, handedOver: () => void = () => {}): Promise<void> {
          handedOver();
          if (this.fails && !(forgets && batch.checkpoint === null))
            throw new InterviewError('store_failed', 'the disk is full');
          await super.write(batch);
        }
      }
      const store = new FailingStore();
      const ann = new Guest(world.options('ann'), store);
      await world.until(() => ann.idle);
      ann.openDoc();
      await world.until(() => ann.idle);
      ann.type('first ');
      await world.until(() => ann.idle);
      world.sent.length = 0;
      store.fails = true;
      ann.type('once');
      assert.deepEqual(editsSent(world), [[6, 'once']]);
      await world.until(() => ann.idle);
      assert.deepEqual(ann.notKept, ['store_failed']);
      await world.abandonAll();
      store.fails = false;
      const again = new Guest(world.options('ann'), store);
      assert.equal(again.client.resumed, !forgets);
      await world.until(() => again.idle);
      again.type(' more');
      await world.until(() => again.idle);
      assert.equal(again.text, 'first once more');
      assert.deepEqual(again.told('diverged'), []);
    });
});

test('a store that fails is told of once, and the work goes on', () =>
  inWorld(async (world) => {
    const store = new SlowStore();
    store.fails = true;
    const ann = new Guest({ ...world.options('ann'), token: 'interviewer/ann' }, store);
    await world.until(() => ann.client.session.live);
    ann.openDoc();
    await world.until(() => ann.idle);
    ann.type('not kept');
    await world.until(() => ann.idle);
    assert.deepEqual(ann.notKept, ['store_failed']);
    // When it works again, everything is in it.
    store.fails = false;
    ann.type(', and kept');
    world.advance(5000);
    await store.go();
    await world.until(() => ann.idle);
    await store.go();
    const { checkpoint }: Kept = store.kept;
    assert.ok(checkpoint?.includes('not kept'));
  }));

test('what went out without being kept is not sent again by what was kept before', () =>
  inWorld(async (world) => {
    class FullStore extends MemoryStore {
      full = false;
      override async write(batch: Batch): Promise<void> {
        if (this.full && batch.checkpoint !== null)
          throw new InterviewError('store_failed', 'the disk is full');
        await super.write(batch);
      }
    }
    const store = new FullStore();
    const ann = new Guest(world.options('ann'), store);
    await world.until(() => ann.idle);
    ann.openDoc();
    await world.until(() => ann.idle);
    await world.breakAll();
    ann.type('once');
    for (let i = 0; i < 5; i += 1) await new Promise((resolve) => setImmediate(resolve));
    store.full = true;
    await world.until(() => ann.idle);
    assert.deepEqual(ann.notKept, ['store_failed']);
    await world.abandonAll();
    store.full = false;
    const again = new Guest(world.options('ann'), store);
    await world.until(() => again.idle);
    assert.equal(again.text, 'once');
  }));

test('a later client with the same store is the same person and goes on', () =>
  inWorld(async (world) => {
    const store = new MemoryStore();
    const ann = new Guest(world.options('ann'), store);
    await world.until(() => ann.idle);
    ann.openDoc();
    await world.until(() => ann.idle);
    world.silent = true;
    ann.type('unsent');
    for (let i = 0; i < 5; i += 1) await new Promise((resolve) => setImmediate(resolve));
    await world.abandonAll();
    world.silent = false;
    const again = new Guest(world.options('ann'), store);
    assert.ok(again.client.resumed);
    assert.equal(again.text, 'unsent');
    await world.until(() => again.idle);
    assert.equal(again.client.session.client, ann.client.session.client);
    assert.equal(world.joins, 1);
    const ben = new Guest(world.options('ben'));
    await world.until(() => ben.text === 'unsent');
    // Before long the store knows that nothing is pending.
    world.advance(1000);
    await again.client.leave();
    const third = new Guest({ ...world.options('ann'), token: '' }, store);
    assert.ok(!third.client.session.hasPending());
    assert.deepEqual(third.told('diverged'), []);
  }));

test('what another person left in the store is not gone on with', () =>
  inWorld(async (world) => {
    const store = new MemoryStore();
    const ann = new Guest(world.options('ann'), store);
    await world.until(() => ann.idle);
    ann.openDoc();
    await world.until(() => ann.idle);
    world.silent = true;
    ann.type('of ann');
    for (let i = 0; i < 5; i += 1) await new Promise((resolve) => setImmediate(resolve));
    await world.abandonAll();
    world.silent = false;
    const ben = new Guest({ ...world.options('ben'), token: 'reviewer/ben' }, store);
    await world.until(() => ben.idle, 60_000);
    assert.notEqual(ben.client.session.client, ann.client.session.client);
    assert.equal(ben.told('diverged')[0]?.texts[0]?.text, 'of ann');
    assert.equal(ben.text, '');
  }));

test('a store with rubbish in it: the session begins anew, and what text there is is offered', () =>
  inWorld(async (world) => {
    const first = new MemoryStore();
    const ann = new Guest(world.options('ann'), first);
    await world.until(() => ann.idle);
    ann.openDoc();
    await world.until(() => ann.idle);
    ann.type('precious');
    await world.until(() => ann.idle);
    await ann.client.leave();
    const { checkpoint, entries, token } = first.kept;
    assert.ok(checkpoint !== null && token !== null);
    const older = ann.client.session.outbox(true).replace('"format":1', '"format":0');
    const spoilt: [string, string[], string | null][] = [
      ['', [], null],
      ['{}', [], null],
      ['{"format":1', [], null],
      [checkpoint.slice(0, -2), [], null],
      [older, [], 'precious'],
      [checkpoint, [...entries, '{"i":"edit","doc":1,"op":[99]}'], 'precious'],
      [checkpoint, [...entries, 'null'], 'precious'],
    ];
    for (const [outbox, inputs, offered] of spoilt) {
      const store = new MemoryStore();
      await store.write({ token, checkpoint: outbox, entries: inputs });
      const again = new Guest(world.options('ann'), store);
      await world.until(() => again.idle);
      assert.equal(again.client.resumed, false);
      assert.deepEqual(again.notKept, ['record_malformed']);
      if (offered !== null) assert.equal(again.told('diverged')[0]?.texts[0]?.text, offered, outbox);
      assert.equal(again.text, 'precious');
      await again.client.leave();
    }
  }));

test('of a room that has ended nothing stays in the store but the token', () =>
  inWorld(async (world) => {
    const store = new MemoryStore();
    const ann = new Guest(world.options('ann'), store);
    await world.until(() => ann.idle);
    ann.openDoc();
    await world.until(() => ann.idle);
    assert.notEqual(store.kept.checkpoint, null);
    ann.client.session.send({ type: 'end' });
    ann.client.flush();
    await world.until(() => ann.client.session.view.ended && ann.idle);
    world.advance(1_000);
    await world.until(() => store.kept.checkpoint === null);
    assert.deepEqual(store.kept.entries, []);
    assert.notEqual(store.kept.token, null);
    await ann.client.leave();
    assert.equal(store.kept.checkpoint, null);
  }));
