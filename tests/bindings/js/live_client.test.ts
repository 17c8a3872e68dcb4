import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LiveClient } from '../../../bindings/js/src/index.js';
import { Guest, inWorld } from './guest.js';
import { kLink, kPing, type LiveWorld } from './live_world.js';

const pings = (world: LiveWorld) => world.sent.filter((message) => message === kPing).length;

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

test('before the opening is answered nothing but it is sent, and silence is borne as long', () =>
  inWorld(async (world) => {
    let wake = () => {};
    const wakeUps = (run: () => void) => {
      wake = run;
      return () => {};
    };
    // As while a server cannot save: it answers no opening, and closes for good if something else comes.
    world.saves = false;
    const ann = new Guest({ ...world.options('ann'), wakeUps });
    await world.until(() => world.sent.length > 0);
    wake();
    world.advance(15_000);
    wake();
    world.advance(9_000);
    assert.deepEqual([world.sent.length, pings(world), ann.client.state], [1, 0, 'connecting']);
    world.advance(1_000);
    assert.equal(ann.client.state, 'waiting');
    world.saves = true;
    await world.until(() => ann.idle);
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

test('while a command is unanswered, silence is borne for a shorter time', () =>
  inWorld(async (world) => {
    const ann = new Guest(world.options('ann'));
    await world.until(() => ann.idle);
    ann.openDoc();
    await world.until(() => ann.idle);
    // The silence before does not count.
    world.advance(10_000);
    world.silent = true;
    world.sent.length = 0;
    ann.type('x');
    world.advance(2_990);
    assert.equal(pings(world), 0);
    world.advance(20);
    assert.equal(pings(world), 1);
    // More typing meanwhile gives it no more time.
    ann.type('y');
    world.advance(2_900);
    assert.equal(ann.client.state, 'live');
    world.advance(200);
    assert.equal(ann.client.state, 'waiting');
    world.silent = false;
    await world.until(() => ann.idle, 60_000);
    assert.equal(ann.text, 'xy');
  }));

test('a server that answers pings, and saves nothing yet, is alive', () =>
  inWorld(async (world) => {
    const ann = new Guest(world.options('ann'));
    await world.until(() => ann.idle);
    ann.openDoc();
    await world.until(() => ann.idle);
    world.saves = false;
    ann.type('x');
    for (let step = 0; step < 20; step += 1) {
      world.advance(1_000);
      for (let round = 0; round < 3; round += 1) await world.carry();
    }
    assert.equal(ann.client.state, 'live');
    assert.equal(ann.client.session.hasPending(), true);
    assert.ok(pings(world) >= 4);
    world.saves = true;
    await world.until(() => ann.idle);
    assert.equal(ann.text, 'x');
  }));

test('what is big has more time to be answered', () =>
  inWorld(async (world) => {
    const ann = new Guest({ ...world.options('ann'), answerMs: 4_000 });
    await world.until(() => ann.idle);
    ann.openDoc();
    await world.until(() => ann.idle);
    world.silent = true;
    ann.type('z'.repeat(40_000));
    world.advance(4_000 + 40_000 / 16 - 100);
    assert.equal(ann.client.state, 'live');
    world.advance(200);
    assert.equal(ann.client.state, 'waiting');
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
