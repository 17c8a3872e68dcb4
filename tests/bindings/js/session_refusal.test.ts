// What becomes of a refused command, and a server that breaks the protocol.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Desk, find } from './desk.js';

const refusal = (n: number, code = 'locked', retry = false) => ({
  type: 'error',
  n,
  code,
  message: 'no',
  retry,
});

test('a final refusal rolls back exactly that edit, keeps what was typed since, and offers its text', () => {
  const desk = new Desk('abcdef');
  desk.session.replace(1, 1, 2, 'NEW');
  desk.next();
  desk.type(7, 'later');
  assert.equal(desk.text(), 'aNEWdeflater');
  const notices = desk.take(refusal(1));
  assert.equal(desk.text(), 'abcdeflater');
  const { n, code, retry, text } = find(notices, 'refused');
  assert.deepEqual([n, code, retry, text], [1, 'locked', false, 'NEW']);
  assert.equal(find(notices, 'changed').op.apply('aNEWdeflater'), 'abcdeflater');
  assert.deepEqual(desk.next(), { type: 'edit', n: 2, doc: 1, base: 3, op: [6, 'later'] });
});

test('the roll-back goes past what was typed into the refused edit, and leaves what others did', () => {
  const desk = new Desk('');
  desk.type(0, 'refused');
  desk.next();
  desk.type(2, 'KEPT');
  desk.erase(0, 1);
  assert.equal(desk.text(), 'eKEPTfused');
  desk.take(refusal(1));
  assert.equal(desk.text(), 'KEPT');
  const other = new Desk('abc');
  other.erase(0, 3);
  other.next();
  other.type(0, 'mine');
  other.remote([1, 'XY', -1, 1]);
  other.take(refusal(1));
  other.settle();
  assert.deepEqual([...other.text()].sort().join(''), 'XYaceimn');
});

test('undo does not bring refused text back, and takes back what was typed after it', () => {
  const desk = new Desk(['abc', '']);
  desk.type(0, 'older');
  desk.settle();
  desk.type(0, 'refused');
  desk.next();
  desk.erase(14, 1); // the c
  desk.type(0, 'other', 2);
  desk.type(0, '1');
  desk.take(refusal(2));
  assert.equal(desk.text(), '1olderab');
  desk.session.undo(1);
  desk.session.undo(1);
  assert.equal(desk.text(), 'olderabc');
  assert.equal(desk.session.undo(1), null);
  desk.session.redo(1);
  desk.session.redo(1);
  assert.equal(desk.text(), '1olderab');
  assert.equal(desk.text(2), 'other');
});

test('a refusal to try again keeps the command, under its number, until retry()', () => {
  const desk = new Desk('');
  desk.type(0, 'a');
  desk.next();
  desk.type(1, 'b');
  assert.ok(find(desk.take(refusal(1, 'busy', true)), 'refused').retry);
  assert.equal(desk.text(), 'ab');
  assert.ok(desk.quiet);
  desk.remote(['X']);
  assert.ok(desk.quiet);
  desk.session.retry();
  assert.deepEqual(desk.next(), { type: 'edit', n: 1, doc: 1, base: 4, op: ['a', 1] });
  assert.ok(desk.quiet);
});

test('what came too fast may have been the command in flight: it is sent again', () => {
  const desk = new Desk('');
  desk.type(0, 'a');
  desk.next();
  const { n, retry } = find(desk.take(refusal(0, 'too_fast', true)), 'refused');
  assert.deepEqual([n, retry], [1, true]);
  assert.ok(desk.quiet);
  // It lands after all, which holds nothing back.
  desk.type(1, 'b');
  desk.landed(1, desk.edited(['a']));
  assert.equal(desk.next().n, 2);
});

test('another command that is refused is gone, and comes back in the notice', () => {
  const desk = new Desk('');
  desk.session.send({ type: 'chat', text: 'hush', to: 'interviewers' });
  desk.next();
  assert.deepEqual(find(desk.take(refusal(1, 'not_permitted')), 'refused').command, {
    type: 'chat',
    text: 'hush',
    to: 'interviewers',
  });
  assert.ok(!desk.session.hasPending());
});

test('a refusal of no command, or of one that is not in flight, changes nothing', () => {
  const desk = new Desk('');
  desk.type(0, 'a');
  for (const n of [0, 1, 7]) assert.equal(find(desk.take(refusal(n)), 'refused').n, n);
  assert.equal(desk.text(), 'a');
  assert.equal(desk.next().n, 1);
});

test('a document that is removed takes its waiting edits with it, and their text is offered', () => {
  const desk = new Desk(['abc', '']);
  desk.type(0, 'flying');
  desk.next();
  desk.type(0, 'waiting');
  desk.type(0, 'other', 2);
  desk.type(0, 'again');
  const refused = find(desk.happened({ kind: 'doc_removed', doc: 1 }), 'refused');
  assert.deepEqual([refused.code, refused.text], ['no_such_document', 'waitingagain']);
  assert.equal(desk.session.view.docs.has(1), false);
  // The one in flight is sent again after a break, and answered by the server.
  desk.reconnect(0, desk.seq);
  assert.equal(desk.next().n, 1);
  assert.equal(find(desk.take(refusal(1, 'no_such_document')), 'refused').text, 'flying');
  assert.deepEqual(desk.next().op, ['other']);
});

test('messages that come at the wrong time', () => {
  const desk = new Desk('abc');
  desk.refuses(desk.welcome(['xyz']));
  desk.refuses(desk.resume(0, 10));
  desk.session.disconnected();
  desk.refuses({ type: 'pong' });
  desk.session.connected('jwt');
  desk.refuses(desk.frame({ kind: 'chat', text: 'early' }));
  desk.refuses(desk.resume(0, 9));
  desk.type(0, 'x');
  desk.session.disconnected();
  desk.session.connected('jwt');
  desk.refuses(desk.welcome(['xyz']));
});

test('events that do not follow one another', () => {
  const desk = new Desk('abc');
  desk.type(0, 'x');
  const chat = (seq: number) => ({ seq, at: 0, by: 2, kind: 'chat', text: 'hi' });
  const frame = (upto: number, ...events: object[]) => ({ type: 'events', upto, head: 'h', events });
  desk.refuses(frame(11, chat(10)));
  desk.refuses(frame(12, chat(12), chat(11)));
  desk.refuses(frame(12, chat(11), chat(11)));
  desk.refuses(frame(11, chat(12)));
  desk.refuses(frame(9));
  const edited = (doc: number, rev: number, op: number[]) => desk.frame({ kind: 'edited', doc, rev, op });
  desk.refuses(edited(1, 5, [3]));
  desk.refuses(edited(1, 3, [3]));
  desk.refuses(edited(2, 1, [3]));
  desk.refuses(edited(1, 4, [4]), 'op_out_of_range');
  desk.refuses(desk.frame({ kind: 'doc_opened', doc: 1, name: 'x', owner: 0, text: '' }), 'gap');
  desk.refuses(desk.frame({ kind: 'doc_removed', doc: 2 }), 'gap');
  desk.refuses(desk.frame({ kind: 'doc_renamed', doc: 2, name: 'x' }), 'gap');
  desk.refuses(desk.frame({ kind: 'role_changed', participant: 5, role: 'observer' }), 'gap');
  desk.refuses(desk.frame({ kind: 'removed', participant: 5 }), 'gap');
  // Numbers may be passed over: not everything is for everybody.
  assert.equal(desk.take(frame(15, chat(13))).length, 1);
  assert.equal(desk.session.seen, 15);
});

test('a document that was removed does not come back under an edit in flight', () => {
  const desk = new Desk('abc');
  desk.type(3, 'x');
  desk.next();
  desk.happened({ kind: 'doc_removed', doc: 1 });
  desk.refuses(desk.frame({ kind: 'doc_opened', doc: 1, name: 'again', owner: 0, text: 'another' }));
  desk.happened({ kind: 'doc_opened', doc: 2, name: 'new', owner: 0, text: 'another' });
  assert.equal(desk.text(2), 'another');
});

test("one's own edit that comes back as something else, or that never came", () => {
  const desk = new Desk('abc');
  desk.type(0, 'x');
  desk.next();
  const own = (event: Record<string, unknown>) => desk.frame(event, 1, 1);
  desk.refuses(own(desk.edited(['y', 3])));
  desk.refuses(own(desk.edited([1, 'x', 2])));
  desk.refuses(own({ kind: 'edited', doc: 2, rev: 1, op: ['x', 3] }));
  desk.refuses(own({ kind: 'edited', doc: 1, rev: 5, op: ['x', 3] }));
  desk.refuses(own({ kind: 'chat', text: 'x' }));
  desk.refuses({ type: 'ack', n: 1 });
  desk.session.disconnected();
  desk.session.connected('jwt');
  assert.equal(desk.refused(desk.resume(1, 10)), 'protocol');
  assert.ok(desk.session.hasPending());
});

test('what is no message', () => {
  const desk = new Desk('abc');
  const event = (fields: string) => `{"type":"events","upto":11,"head":"h","events":[${fields}]}`;
  const bad = [
    '',
    '{',
    '[]',
    'null',
    '{}',
    '{"type":5}',
    '{"type":"ack"}',
    '{"type":"ack","n":-1}',
    '{"type":"ack","n":1.5}',
  ];
  const worse = [event('5'), event('{"seq":11,"at":0,"by":2,"kind":"chat"}'), '{"type":"error","code":7}'];
  const deep = '['.repeat(100_000);
  for (const json of [...bad, ...worse, deep, '{"type":"ack","n":1e300}', '{"type":"welcome"}'])
    assert.equal(desk.refused(json), 'bad_message', json.slice(0, 100));
  for (const json of ['{"type":"surprise"}', '{"type":"toString"}'])
    assert.equal(desk.refused(json), 'unknown_type', json);
  assert.equal(desk.refused(event('{"seq":11,"at":0,"by":2,"kind":"chat","text":"\\ud800"}')), 'bad_text');
  assert.equal(
    desk.refused(event('{"seq":11,"at":0,"by":2,"kind":"edited","doc":1,"rev":4,"op":[3,3]}')),
    'op_malformed',
  );
  assert.ok(desk.session.live && desk.session.seen === 10);
});

test('the role, and what one may do, follow the log', () => {
  const desk = new Desk('');
  assert.deepEqual(desk.session.can, ['edit', 'manage']);
  desk.happened({ kind: 'role_changed', participant: 1, role: 'observer' });
  assert.equal(desk.session.role, 'observer');
  assert.deepEqual(desk.session.can, ['interviewers']);
});

test('an event of a later version is passed over, and those beside it count', () => {
  const desk = new Desk('abc');
  const events = [
    { seq: 11, at: 0, by: 2, kind: '__proto__', more: [] },
    { seq: 12, at: 0, by: 2, kind: 'edited', doc: 1, rev: 4, op: ['x', 3] },
    { seq: 13, at: 0, by: 2, kind: 'later' },
  ];
  desk.take({ type: 'events', upto: 13, head: 'h', events });
  assert.equal(desk.text(), 'xabc');
  assert.ok(desk.session.live && desk.session.seen === 13);
});
