// What of a session outlives its page: the outbox, and the journal of what was done since.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Batch,
  type ClientOptions,
  ClientSession,
  MemoryStore,
} from '../../../bindings/js/src/index.js';
import { Journal } from '../../../bindings/js/src/store/journal.js';
import { Desk, isRefused } from './desk.js';
import { Random, testCases, testSeed } from './random.js';

// Counts what is written.
class CountingStore extends MemoryStore {
  checkpoints = 0;
  units = 0;
  override async write(batch: Batch): Promise<void> {
    if (batch.checkpoint) this.checkpoints += 1;
    this.units += (batch.checkpoint?.length ?? 0) + (batch.entries ?? []).join('').length;
    await super.write(batch);
  }
}

const texts = (session: ClientSession) => [...session.view.docs.values()].map((doc) => doc.text);

test('with nothing pending only the name and the number are kept', () => {
  const desk = new Desk('abc');
  desk.type(0, 'x');
  desk.settle();
  assert.deepEqual(JSON.parse(desk.session.outbox()), {
    format: 1,
    room: 'r_desk',
    client: 'client-at-desk',
    last_n: 1,
    pending: [],
  });
  const again = ClientSession.restore(desk.session.outbox());
  assert.deepEqual([again.client, again.lastCommand(), again.seen], ['client-at-desk', 1, 0]);
  // Or the room as it is seen, for a page that shows it before it is connected.
  assert.deepEqual(texts(ClientSession.restore(desk.session.outbox(true))), ['xabc']);
});

test('a session goes on where its outbox was taken', () => {
  const desk = new Desk(['abc', 'def']);
  desk.type(0, 'flying');
  desk.next();
  desk.remote(['THEIRS', 3]);
  desk.type(2, 'waiting', 2);
  desk.session.send({ type: 'chat', text: 'hi', to: 'interviewers' });
  const before = texts(desk.session);
  const seen = desk.session.seen;
  desk.session = ClientSession.restore(desk.session.outbox());
  assert.deepEqual(texts(desk.session), before);
  assert.deepEqual([desk.session.seen, desk.session.live, desk.session.pendingEdits()], [seen, false, 2]);
  const hello = JSON.parse(desk.session.connected('t'));
  assert.deepEqual(
    [hello.client, hello.seen, hello.head, hello.pending],
    ['client-at-desk', 11, 'head 11', true],
  );
  desk.take(desk.resume(0, 11));
  assert.deepEqual(desk.next(), { type: 'edit', n: 1, doc: 1, base: 4, op: ['flying', 9] });
  desk.landed(1, desk.edited(['flying', 9]));
  assert.equal(desk.next().n, 2);
});

test('an outbox that no session wrote is refused', () => {
  const desk = new Desk('abc');
  desk.type(0, 'x');
  desk.next();
  desk.type(0, 'y');
  const good = desk.session.outbox();
  for (const [what, instead] of [
    ['"format":1', '"format":2'],
    ['"last_n":1', '"last_n":0'],
    ['"last_n":1', '"last_n":-1'],
    ['"n":0', '"n":1'],
    ['"type":"edit"', '"type":"hello"'],
    ['"op":["y"', '"op":["y",1'],
    ['"text":"abc"', '"text":"ab"'],
    ['"state":"live"', '"state":"asleep"'],
    ['"role":"interviewer"', '"role":"king"'],
    ['"head"', '"tail"'],
    ['}', ''],
  ] as const) {
    assert.ok(good.includes(what), what);
    const spoilt = good.replace(what, instead);
    assert.throws(() => ClientSession.restore(spoilt), isRefused('record_malformed'), `${what} → ${instead}`);
  }
});

test('an undo that was recorded is done again as the edit that it was, whatever the limit', () => {
  const desk = new Desk('abcd', { documentUnits: 4 });
  const checkpoint = desk.session.outbox(true);
  const inputs: string[] = [];
  desk.session.recordTo((input) => inputs.push(JSON.stringify(input)));
  desk.erase(0, 2);
  desk.settle();
  desk.remote(['XY', 2]);
  desk.session.undo(1);
  assert.equal(desk.text().length, 6);
  const again = ClientSession.restore(checkpoint, inputs, { documentUnits: 4 });
  assert.deepEqual(texts(again), [desk.text()]);
  assert.deepEqual(JSON.parse(again.outbox()).pending, JSON.parse(desk.session.outbox()).pending);
});

test('what can be undone does not outlive the page, also not what a refusal had left of it', () => {
  const desk = new Desk('');
  const checkpoint = desk.session.outbox(true);
  const inputs: string[] = [];
  desk.session.recordTo((input) => inputs.push(JSON.stringify(input)));
  desk.type(0, 'refused');
  desk.next();
  desk.type(7, 'kept');
  desk.take({ type: 'error', n: 1, code: 'locked', message: 'no', retry: false });
  assert.ok(desk.session.canUndo(1));
  const again = ClientSession.restore(checkpoint, inputs);
  assert.deepEqual(texts(again), ['kept']);
  assert.ok(!again.canUndo(1));
});

test('what was refused, and what could be undone of the rest, is done again together with what others did', () => {
  const desk = new Desk('');
  const checkpoint = desk.session.outbox(true);
  const inputs: string[] = [];
  desk.session.recordTo((input) => inputs.push(JSON.stringify(input)));
  desk.type(0, 'refused');
  desk.next();
  desk.type(7, 'kept');
  desk.take({ type: 'error', n: 1, code: 'locked', message: 'no', retry: false });
  desk.type(4, ' and more');
  desk.remote(['THEIRS']);
  assert.equal(desk.refused(desk.frame({ kind: 'doc_removed', doc: 7 })), 'gap');
  const again = ClientSession.restore(checkpoint, inputs);
  assert.deepEqual([texts(again), again.seen], [texts(desk.session), desk.session.seen]);
  const spoilt = inputs.map((input) => input.replace(',"refused":true', ''));
  assert.throws(() => ClientSession.restore(checkpoint, spoilt), isRefused('record_malformed'));
});

test('property: a checkpoint at any time and what was done since lead to the same outbox', (t) => {
  const seed = testSeed();
  const cases = testCases(200);
  t.diagnostic(`seed ${seed}, ${cases} cases`);
  for (let number = 0; number < cases; number += 1) {
    const random = new Random(seed + number);
    const desk = new Desk(['abc', '']);
    let checkpoint = desk.session.outbox(true);
    let inputs: string[] = [];
    desk.session.recordTo((input) => inputs.push(JSON.stringify(input)));
    for (let step = random.between(5, 60); step > 0; step -= 1) {
      const doc = random.between(1, 2);
      const flying = JSON.parse(desk.session.outbox()).pending[0];
      const chance = random.below(100);
      if (chance < 40)
        desk.session.replace(doc, 0, random.below(2) && desk.text(doc).length > 2 ? 1 : 0, 'é');
      else if (chance < 45) desk.session.undo(doc);
      else if (chance < 50) desk.session.send({ type: 'chat', text: random.text(3) });
      else if (chance < 65) desk.session.next();
      else if (chance < 70 && desk.session.live) desk.happened({ kind: 'chat', text: 'hi' });
      else if (chance < 75 && desk.session.live) {
        const { length } = JSON.parse(desk.session.outbox(true)).state.view.docs[doc - 1].text;
        desk.remote(length > 0 ? ['T', length] : ['T'], doc);
      } else if (chance < 85 && flying?.n > 0 && desk.session.live) {
        const own =
          flying.command.type === 'edit'
            ? desk.edited(flying.command.op, flying.command.doc)
            : flying.command;
        desk.landed(flying.n, { kind: 'chat', ...own });
      } else if (chance < 90 && flying?.sent)
        desk.take({
          type: 'error',
          n: flying.n,
          code: random.pick(['busy', 'locked']),
          retry: random.chance(0.5),
        });
      else if (chance < 93) desk.session.retry();
      else if (chance < 96) desk.reconnect(0, desk.seq);
      else {
        checkpoint = desk.session.outbox(true);
        inputs = [];
      }
    }
    const again = ClientSession.restore(checkpoint, inputs);
    desk.session.recordTo(null);
    desk.session.disconnected();
    const plain = (session: ClientSession) => {
      const { pending, last_n, client, state } = JSON.parse(session.outbox(true));
      return {
        pending,
        last_n,
        client,
        seen: state.seen,
        head: state.head,
        docs: state.view.docs,
        texts: texts(session),
      };
    };
    assert.deepEqual(plain(again), plain(desk.session), `seed ${seed + number}`);
  }
});

test('a keystroke in a long document costs a keystroke, and the journal is begun anew now and then', async () => {
  const desk = new Desk('x'.repeat(2 ** 20), { documentUnits: 2 ** 21 });
  const store = new CountingStore();
  const journal = new Journal(store, desk.session);
  desk.type(0, 'a');
  await journal.write();
  assert.equal(store.checkpoints, 1);
  desk.settle();
  const first = store.units;
  for (let i = 0; i < 2000; i += 1) {
    desk.type(i, 'y');
    const { n, op } = desk.next();
    await journal.write();
    desk.landed(n, desk.edited(op));
  }
  assert.equal(journal.kept, journal.recorded);
  assert.ok(store.units - first < 2000 * 1000, `${store.units - first} units`);
  assert.equal(store.checkpoints, 1);
  // Of much that others say a checkpoint is made, not a long journal.
  for (let i = 0; i < 40; i += 1) desk.happened({ kind: 'chat', text: 'z'.repeat(100_000) });
  desk.type(0, 'b');
  await journal.write();
  assert.equal(store.checkpoints, 2);
  assert.deepEqual(store.kept.entries, []);
  const again = ClientSession.restore(store.kept.checkpoint ?? '', store.kept.entries);
  assert.deepEqual(texts(again), [desk.text()]);
});

test('entries that outgrow their checkpoint are followed by another one', async () => {
  const desk = new Desk('');
  const store = new CountingStore();
  const journal = new Journal(store, desk.session);
  for (let i = 0; i < 100; i += 1) {
    desk.type(0, 'y'.repeat(10_000));
    await journal.write();
  }
  assert.ok(store.checkpoints > 2 && store.checkpoints < 20, `${store.checkpoints}`);
  const again = ClientSession.restore(store.kept.checkpoint ?? '', store.kept.entries);
  assert.deepEqual(texts(again), [desk.text()]);
});

// A store that is told when a batch is handed over, and when it is stored.
class HandStore extends MemoryStore {
  handOver: () => void = () => {};
  stored: (why?: Error) => void = () => {};
  override async write(batch: Batch, handedOver: () => void = () => {}): Promise<void> {
    this.handOver = handedOver;
    await new Promise<void>((resolve, reject) => {
      this.stored = (why) => (why ? reject(why) : resolve());
    });
    await super.write(batch);
  }
}

// Whether what is sent next may go ahead of the store, after `before`, when `now` was done.
async function goesAhead(
  before: (desk: Desk) => void,
  now: (desk: Desk) => void,
  { why, options = {} }: { why?: Error; options?: ClientOptions } = {},
): Promise<boolean> {
  const desk = new Desk(['', ''], options);
  const store = new HandStore();
  const journal = new Journal(store, desk.session);
  desk.type(0, 'kept');
  before(desk);
  const kept = journal.write();
  // Not the first batch of a journal either: who knows what was in the store.
  store.handOver();
  assert.equal(journal.sendable, 0);
  store.stored(why);
  await kept.catch(() => {});
  now(desk);
  const mark = journal.recorded;
  const writing = journal.write();
  assert.ok(journal.sendable < mark);
  store.handOver();
  const ahead = journal.sendable >= mark;
  store.stored();
  await writing;
  assert.equal(journal.sendable, mark);
  return ahead;
}

test('an edit goes ahead of its batch, if a session without the batch would lose nothing and double nothing', async () => {
  const sends = (desk: Desk) => void desk.next();
  const settles = (desk: Desk) => desk.settle();
  const types = (desk: Desk) => {
    desk.type(0, 'x');
    desk.next();
  };
  const lands = (desk: Desk) => desk.landed(1, desk.edited(['kept']));
  assert.ok(await goesAhead(settles, types));
  // The one before it was in flight, and has landed since.
  assert.ok(
    await goesAhead(sends, (desk) => {
      lands(desk);
      desk.remote(['THEIRS', 4]);
      types(desk);
    }),
  );
  // A part of it waits in the store, and would be sent again.
  assert.ok(!(await goesAhead(() => {}, sends)));
  const waits = (desk: Desk) => {
    desk.next();
    desk.type(4, ' and waiting');
  };
  assert.ok(
    !(await goesAhead(waits, (desk) => {
      lands(desk);
      desk.next();
    })),
  );
  // Something waits behind it.
  assert.ok(
    !(await goesAhead(settles, (desk) => {
      types(desk);
      desk.type(0, 'other', 2);
    })),
  );
  const paste = (desk: Desk) => {
    desk.type(0, 'x'.repeat(400));
    desk.next();
  };
  assert.ok(await goesAhead(settles, paste));
  assert.ok(!(await goesAhead(settles, paste, { options: { messageBytes: 512 } })));
  // No event may tell what became of it.
  assert.ok(
    !(await goesAhead(settles, (desk) => {
      desk.session.send({ type: 'chat', text: 'hi' });
      desk.next();
    })),
  );
  // Nor of the one before it.
  assert.ok(
    !(await goesAhead(sends, (desk) => {
      desk.take({ type: 'error', n: 1, code: 'locked', message: 'no', retry: false });
      types(desk);
    })),
  );
  // The batch before it is not in the store.
  assert.ok(!(await goesAhead(settles, types, { why: new Error('full') })));
});

test('a journal of another session sends nothing ahead before the store knows of it', async () => {
  const desk = new Desk('');
  const store = new HandStore();
  const journal = new Journal(store, desk.session);
  for (const ahead of [false, true, false, true]) {
    desk.type(0, 'x');
    const { n, op } = desk.next();
    const writing = journal.write();
    store.handOver();
    assert.equal(journal.sendable === journal.recorded, ahead);
    store.stored();
    await writing;
    desk.landed(n, desk.edited(op));
    if (ahead) journal.restart();
  }
});
