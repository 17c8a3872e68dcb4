import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Batch,
  InterviewError,
  type Kept,
  LiveClient,
  type LiveOptions,
  type LiveState,
  MemoryStore,
  type Notice,
} from '../../../bindings/js/src/index.js';
import { kLink, LiveWorld } from './live_world.js';
import { testSeed } from './random.js';

// A client, and what it was told.
class Guest {
  readonly client: LiveClient;
  readonly notices: Notice[] = [];
  readonly states: LiveState[] = [];
  readonly delays: number[] = [];
  readonly notKept: string[] = [];
  why: InterviewError | null = null;

  constructor(options: LiveOptions, store: MemoryStore | null = null) {
    const events = {
      onNotices: (notices: readonly Notice[]) => this.notices.push(...notices),
      onState: (state: LiveState, why: InterviewError | null, delayMs: number) => {
        this.states.push(state);
        this.why = why;
        if (state === 'waiting') this.delays.push(delayMs);
      },
      onNotKept: (why: InterviewError) => this.notKept.push(why.code),
    };
    this.client = new LiveClient(kLink, options, events, store);
    this.client.start();
  }

  get text(): string {
    return [...this.client.session.view.docs.values()][0]?.text ?? '';
  }
  type(text: string): void {
    const doc = [...this.client.session.view.docs.values()][0];
    assert.ok(doc);
    this.client.session.replace(doc.id, doc.length, 0, text);
    this.client.flush();
  }
  openDoc(): void {
    this.client.session.send({ type: 'open_doc', name: 'main.py', text: '' });
    this.client.flush();
  }
  get idle(): boolean {
    return this.client.session.live && !this.client.session.hasPending();
  }
  told<Type extends Notice['type']>(type: Type): Extract<Notice, { type: Type }>[] {
    return this.notices.filter((notice): notice is Extract<Notice, { type: Type }> => notice.type === type);
  }
}

async function inWorld(act: (world: LiveWorld) => Promise<void>, limits: Record<string, number> = {}) {
  const world = new LiveWorld(testSeed());
  try {
    await world.openRoom(limits);
    await act(world);
  } finally {
    world.oracle.stop();
  }
}

test('joins, goes live, and what one types the other has', () =>
  inWorld(async (world) => {
    const ann = new Guest(world.options('ann'));
    const ben = new Guest(world.options('ben', 'reviewer'));
    await world.until(() => ann.idle && ben.idle);
    assert.deepEqual(ann.states, ['joining', 'connecting', 'live']);
    ann.openDoc();
    await world.until(() => ben.client.session.view.docs.size === 1);
    ann.type('hello');
    await world.until(() => ben.text === 'hello');
    assert.equal(ann.text, 'hello');
    assert.equal(ann.client.session.role, 'interviewer');
    assert.ok(ben.client.session.can.includes('edit') && !ben.client.session.can.includes('manage'));
  }));

test('comes back when the connection breaks, and sends what was typed meanwhile', () =>
  inWorld(async (world) => {
    const ann = new Guest(world.options('ann'));
    await world.until(() => ann.idle);
    ann.openDoc();
    await world.until(() => ann.idle);
    world.down = true;
    await world.breakAll();
    ann.type('while away');
    await world.until(() => ann.delays.length >= 8, 120_000);
    // Doubled each time up to the longest, less up to a half.
    for (const [index, delay] of ann.delays.entries()) {
      const most = Math.min(250 * 2 ** index, 15_000);
      assert.ok(delay <= most && delay >= most / 2, `${delay} of ${most}`);
    }
    assert.equal(ann.why?.code, 'io');
    world.down = false;
    const ben = new Guest(world.options('ben'));
    await world.until(() => ann.idle && ben.text === 'while away', 60_000);
    assert.equal(world.joins, 2, 'the token is used again');
  }));

test('tries at once when told to, and when the browser wakes up', () =>
  inWorld(async (world) => {
    let wake = () => {};
    const wakeUps = (run: () => void) => {
      wake = run;
      return () => {};
    };
    const ann = new Guest({
      ...world.options('ann'),
      wakeUps,
      firstDelayMs: 1_000_000,
      longestDelayMs: 1_000_000,
    });
    await world.until(() => ann.idle);
    for (const again of [() => ann.client.retryNow(), () => wake()]) {
      await world.breakAll();
      assert.equal(ann.client.state, 'waiting');
      again();
      await world.until(() => ann.client.state === 'live', 1000);
    }
  }));

test('a connection that has died without a word is found and replaced', () =>
  inWorld(async (world) => {
    const ann = new Guest(world.options('ann'));
    await world.until(() => ann.idle);
    // Answered pings keep it.
    world.sent.length = 0;
    world.advance(15_000);
    await world.until(() => world.sent.length > 0);
    assert.deepEqual(world.sent, ['{"type":"ping"}']);
    await world.until(() => false, 100).catch(() => {});
    assert.equal(ann.client.state, 'live');
    world.silent = true;
    world.advance(15_000);
    assert.equal(ann.client.state, 'live');
    world.advance(10_000);
    assert.equal(ann.client.state, 'waiting');
    world.silent = false;
    await world.until(() => ann.client.state === 'live');
  }));

test('a connection that does not come about is given up', () =>
  inWorld(async (world) => {
    world.silent = true;
    const ann = new Guest(world.options('ann'));
    await new Promise((resolve) => setImmediate(resolve));
    world.advance(0);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(ann.client.state, 'connecting');
    world.advance(10_000);
    assert.equal(ann.client.state, 'waiting');
  }));

test('who is told to stay away stays away', () =>
  inWorld(async (world) => {
    for (const [code, errc] of [
      [4003, 'not_permitted'],
      [4004, 'no_such_room'],
      [4008, 'protocol'],
      [4009, 'closed'],
      [4013, 'too_big'],
      [1009, 'too_big'],
    ] as const) {
      const ann = new Guest(world.options(`ann ${code}`));
      await world.until(() => ann.idle);
      await world.breakAll(code);
      assert.equal(ann.client.state, 'over', String(code));
      assert.equal(ann.why?.code, errc);
    }
  }));

test('a token that has run out is exchanged once; what was not sent is offered', () =>
  inWorld(async (world) => {
    const ann = new Guest(world.options('ann'));
    await world.until(() => ann.idle);
    ann.openDoc();
    await world.until(() => ann.idle);
    world.silent = true;
    ann.type('mine');
    await world.breakAll(4001);
    world.silent = false;
    await world.until(() => ann.idle);
    assert.equal(world.joins, 2);
    assert.deepEqual(ann.told('diverged')[0]?.texts, [{ name: 'main.py', text: 'mine' }]);
    assert.equal(ann.text, '');
    ann.type('again');
    await world.until(() => ann.idle);
  }));

test('an invitation that is not good ends it; one that could not be asked for is tried again', () =>
  inWorld(async (world) => {
    const refuse = (status: number, code: string) => async () =>
      Response.json({ error: { code, message: 'no' } }, { status });
    const ann = new Guest({ ...world.options('ann'), fetch: refuse(403, 'invitation_expired') });
    await world.until(() => ann.client.state === 'over');
    assert.equal(ann.why?.code, 'invitation_expired');
    const ben = new Guest({ ...world.options('ben'), fetch: refuse(429, 'too_fast') });
    await world.until(() => ben.delays.length > 2);
    assert.equal(ben.why?.code, 'too_fast');
  }));

test('leave() ends it, once, and nothing is called after that', () =>
  inWorld(async (world) => {
    const ann = new Guest(world.options('ann'));
    await world.until(() => ann.idle);
    await ann.client.leave();
    assert.equal(ann.client.state, 'over');
    assert.equal(ann.why?.code, 'closed');
    const told = ann.notices.length;
    await ann.client.leave();
    world.advance(100_000);
    assert.equal(ann.states.filter((state) => state === 'over').length, 1);
    assert.equal(ann.notices.length, told);
  }));

test('a refusal to try again later is tried again later', () =>
  inWorld(
    async (world) => {
      const ann = new Guest(world.options('ann'));
      await world.until(() => ann.idle);
      ann.openDoc();
      await world.until(() => ann.idle, 60_000);
      for (let i = 0; i < 30; i += 1) {
        ann.type('x');
        await world.until(() => ann.idle, 60_000);
      }
      assert.equal(ann.text, 'x'.repeat(30));
    },
    { store_failures_percent: 30, pending_records: 1 },
  ));

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

test('what a host throws in an event changes nothing here', () =>
  inWorld(async (world) => {
    const thrown: unknown[] = [];
    globalThis.reportError = (error) => thrown.push(error);
    try {
      const options = world.options('ann');
      const client = new LiveClient(kLink, options, { onNotices: () => assert.fail('the host is wrong') });
      client.start();
      await world.until(() => client.state === 'live');
      assert.ok(thrown.length > 0);
    } finally {
      Reflect.deleteProperty(globalThis, 'reportError');
    }
  }));
