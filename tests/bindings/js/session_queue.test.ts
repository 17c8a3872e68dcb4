// What is sent, and when; and how a session opens.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClientSession, Operation, type Part } from '../../../bindings/js/src/index.js';
import { Text } from '../../../bindings/js/src/ot/text.js';
import { utf8Length } from '../../../bindings/js/src/utf8.js';
import { Desk, find, isRefused } from './desk.js';

test('the first hello says that nothing is known, a later one what was seen', () => {
  const session = new ClientSession('r_desk', 'client-at-desk');
  assert.deepEqual(JSON.parse(session.connected('jwt')), {
    type: 'hello',
    token: 'jwt',
    room: 'r_desk',
    client: 'client-at-desk',
    seen: 0,
    head: '',
    pending: false,
  });
  const desk = new Desk('abc');
  desk.type(0, 'x');
  const { seen, head, pending } = JSON.parse(desk.session.connected('jwt'));
  assert.deepEqual([seen, head, pending], [10, 'head 10', true]);
});

test('a welcome replaces everything; a number is never used again', () => {
  const desk = new Desk(['abc', 'def']);
  desk.session.disconnected();
  desk.session.connected('jwt');
  const notices = desk.take(desk.welcome(['new'], { acked: 41, role: 'observer' }));
  assert.deepEqual(
    notices.map((notice) => notice.type),
    ['loaded', 'saving', 'caught_up'],
  );
  assert.equal(desk.session.view.docs.size, 1);
  assert.equal(desk.text(), 'new');
  assert.equal(desk.session.role, 'observer');
  desk.type(0, 'x');
  assert.equal(desk.next().n, 42);
});

test('an edit shows at once, and is sent with a number and the revision that it is based on', () => {
  const desk = new Desk('abc');
  desk.type(3, 'd');
  assert.equal(desk.text(), 'abcd');
  assert.deepEqual(desk.next(), { type: 'edit', n: 1, doc: 1, base: 3, op: [3, 'd'] });
});

test('one command is in flight, of any kind; the others wait in order', () => {
  const desk = new Desk('');
  desk.session.send({ type: 'chat', text: 'one' });
  desk.type(0, 'x');
  desk.session.send({ type: 'chat', text: 'two' });
  assert.equal(desk.next().n, 1);
  assert.ok(desk.quiet);
  assert.equal(find(desk.landed(1, { kind: 'chat', text: 'one' }), 'acknowledged').n, 1);
  assert.deepEqual(desk.next().op, ['x']);
  assert.ok(desk.quiet);
  desk.landed(2, desk.edited(['x']));
  assert.equal(desk.next().text, 'two');
  desk.landed(3, { kind: 'chat', text: 'two' });
  assert.ok(!desk.session.hasPending());
  assert.equal(desk.session.lastCommand(), 3);
});

test('waiting edits of one document are composed, past nothing else', () => {
  const desk = new Desk(['', '']);
  desk.type(0, 'f');
  desk.next();
  desk.type(1, 'a');
  desk.type(2, 'b');
  desk.erase(1, 1);
  assert.equal(desk.session.pendingEdits(), 4);
  desk.type(0, 'other', 2);
  desk.type(2, 'c');
  desk.landed(1, desk.edited(['f']));
  assert.deepEqual(desk.next().op, [1, 'b']);
  desk.landed(2, desk.edited([1, 'b']));
  assert.deepEqual([desk.next().doc, desk.session.pendingCommands().length], [2, 2]);
  desk.landed(3, desk.edited(['other'], 2));
  // What was typed after it is an edit of its own: the order of commands is kept.
  assert.deepEqual(desk.next().op, [2, 'c']);
});

test('nothing is sent without an open connection, nor before everything is taken in', () => {
  const desk = new Desk('');
  desk.session.disconnected();
  desk.type(0, 'a');
  assert.ok(desk.quiet);
  desk.session.connected('token');
  assert.ok(desk.quiet);
  desk.take(desk.resume(0, 11));
  assert.ok(!desk.session.live && desk.quiet);
  desk.happened({ kind: 'chat', text: 'meanwhile' });
  assert.ok(desk.session.live);
  assert.deepEqual(desk.next().op, ['a']);
});

test('what was in flight when the connection broke is sent again, unless the room has it', () => {
  const desk = new Desk('');
  desk.session.send({ type: 'chat', text: 'hi' });
  desk.next();
  desk.reconnect(0, 10);
  assert.equal(desk.next().n, 1);
  assert.equal(find(desk.reconnect(1, 10), 'acknowledged').n, 1);
  assert.ok(!desk.session.hasPending());
});

test('an edit of its own that a session has never heard of is taken as one of the text, and its number is used up', () => {
  const desk = new Desk('abc');
  desk.type(3, 'd');
  const first = desk.next();
  const store = desk.session.outbox();
  // Its page sent another edit, and ended before the store had it.
  desk.session = ClientSession.restore(store);
  desk.session.connected('jwt');
  desk.take(desk.resume(2, 12));
  assert.ok(desk.quiet);
  desk.landed(1, desk.edited(first.op));
  const notices = desk.landed(2, desk.edited(['>', 4]));
  assert.deepEqual(find(notices, 'changed').op.parts, ['>', 4]);
  assert.deepEqual([desk.text(), desk.session.hasPending(), desk.session.live], ['>abcd', false, true]);
  desk.type(0, 'x');
  assert.deepEqual(desk.next(), { type: 'edit', n: 3, doc: 1, base: 5, op: ['x', 5] });
});

test('work that was begun while a snapshot was on its way is kept, and resumed on the next connection', () => {
  const desk = new Desk('abc');
  desk.session.disconnected();
  desk.session.connected('jwt');
  desk.type(0, 'x');
  desk.refuses(desk.welcome(['other']), 'stale');
  assert.equal(JSON.parse(desk.session.connected('jwt')).pending, true);
  desk.take(desk.resume(0, 10));
  assert.deepEqual(desk.next().op, ['x', 3]);
});

test('a log that is another one ends the session, with the texts for the person', () => {
  const desk = new Desk(['abc', 'def']);
  desk.type(0, 'x');
  desk.session.connected('jwt');
  assert.deepEqual(find(desk.take({ type: 'diverged' }), 'diverged').texts, [
    { name: '1.py', text: 'xabc' },
    { name: '2.py', text: 'def' },
  ]);
  assert.ok(!desk.session.live);
});

test('a long edit is cut to the size of a message, between characters, and arrives whole', () => {
  const pasted = Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? '\u0001' : '😀')).join('');
  const paste = Operation.fromParts([3, pasted, -10, 27]);
  const many = Operation.fromParts(Array.from({ length: 100 }, () => [1, 'x', -2, 1, 'y'] as Part[]).flat());
  for (const messageBytes of [0, 512, 700, 2048]) {
    for (const op of [paste, many]) {
      const base = '-'.repeat(op.baseLength);
      const desk = new Desk(base, { messageBytes });
      desk.session.edit(1, op);
      const expected = desk.text();
      let server = Text.from(base);
      let messages = 0;
      for (let json = desk.session.next(); json !== null; json = desk.session.next()) {
        assert.ok(utf8Length(json) <= Math.max(messageBytes, 512));
        const { n, op: parts } = JSON.parse(json);
        const piece = Operation.fromParts(parts);
        piece.check(server);
        assert.ok(!piece.isNoop());
        server = server.apply(piece).text;
        desk.landed(n, desk.edited(parts));
        assert.equal(desk.text(), expected);
        messages += 1;
      }
      assert.ok(messages > 1 && messages < 100);
      assert.equal(server.toString(), expected);
    }
  }
});

test('a text that is replaced in several messages is never longer than before and after', () => {
  const desk = new Desk('-'.repeat(1000), { messageBytes: 512 });
  desk.session.edit(1, Operation.fromParts(['x'.repeat(600), -500, 10, 'y'.repeat(400), -490]));
  let server = Text.from('-'.repeat(1000));
  let messages = 0;
  for (let json = desk.session.next(); json !== null; json = desk.session.next()) {
    const { n, op } = JSON.parse(json);
    server = server.apply(Operation.fromParts(op)).text;
    assert.ok(server.length <= 1010, `${server.length}`);
    desk.landed(n, desk.edited(op));
    messages += 1;
  }
  assert.ok(messages > 10);
  assert.equal(server.toString(), desk.text());
});

test('what no server could read is not taken', () => {
  const desk = new Desk('', { messageBytes: 600 });
  assert.throws(() => desk.session.send({ type: 'chat', text: '\ud800' }), isRefused('bad_text'));
  assert.throws(() => desk.session.send({ type: 'chat', text: 'é'.repeat(300) }), isRefused('too_big'));
  assert.throws(() => desk.session.send({ type: 'chat', text: '\u0001'.repeat(100) }), isRefused('too_big'));
  assert.ok(!desk.session.hasPending());
  desk.session.send({ type: 'chat', text: 'é'.repeat(200) });
});

test('edits that do not fit are refused, and change nothing', () => {
  const desk = new Desk('a😀', { documentUnits: 6 });
  const edit = (parts: Part[]) => () => desk.session.edit(1, Operation.fromParts(parts));
  assert.throws(edit([4]), isRefused('op_out_of_range'));
  assert.throws(edit([2, 'x', 1]), isRefused('op_splits_pair'));
  assert.throws(edit([3, 'long']), isRefused('document_too_big'));
  assert.throws(() => desk.session.replace(1, 2, 5, 'x'), isRefused('op_out_of_range'));
  assert.throws(() => desk.session.replace(1, 0, 0, 'a\r'), isRefused('op_carriage_return'));
  assert.throws(() => desk.session.replace(1, 0, 0, '\udc00'), isRefused('bad_text'));
  assert.throws(() => desk.session.replace(9, 0, 0, 'x'), isRefused('no_such_document'));
  assert.ok(!desk.session.hasPending() && desk.text() === 'a😀');
  assert.ok(!desk.session.canUndo(1) && !desk.session.canUndo(9));
});

test('what did not change in a view is the very same object', () => {
  const desk = new Desk(['abc', 'def']);
  const before = desk.session.view;
  desk.type(0, 'x');
  const after = desk.session.view;
  assert.notEqual(after, before);
  assert.notEqual(after.docs, before.docs);
  assert.equal(before.docs.get(1)?.text, 'abc');
  assert.equal(after.docs.get(2), before.docs.get(2));
  for (const part of ['people', 'connections', 'chat', 'runs', 'problem'] as const)
    assert.equal(after[part], before[part], part);
  desk.happened({ kind: 'chat', text: 'hi' });
  assert.notEqual(desk.session.view.chat, after.chat);
  assert.equal(desk.session.view.docs, after.docs);
});
