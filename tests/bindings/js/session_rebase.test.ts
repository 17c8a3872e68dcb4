// What others do, and undo of what one did oneself whatever they did since.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Operation } from '../../../bindings/js/src/index.js';
import { Desk, find } from './desk.js';
import { Random, testCases, testSeed } from './random.js';

test('what is in flight and what waits are rebased, and go out as they would have been typed there', () => {
  const desk = new Desk('abc');
  desk.type(3, 'd');
  desk.next();
  desk.type(4, 'e');
  const changed = find(desk.remote(['X', 3]), 'changed');
  assert.deepEqual([changed.doc, changed.by, changed.op.parts], [1, 2, ['X', 5]]);
  assert.equal(desk.text(), 'Xabcde');
  desk.landed(1, desk.edited([4, 'd']));
  assert.deepEqual(desk.next(), { type: 'edit', n: 2, doc: 1, base: 5, op: [5, 'e'] });
});

test('of two insertions at one place the one committed later stands left', () => {
  const desk = new Desk('');
  desk.type(0, 'mine');
  desk.remote(['theirs']);
  assert.equal(desk.text(), 'minetheirs');
  assert.deepEqual(desk.next().op, ['mine', 6]);
  desk.landed(1, desk.edited(['mine', 6]));
  desk.remote(['later', 10]);
  assert.equal(desk.text(), 'laterminetheirs');
});

test('what both erased is erased once; another document is left alone', () => {
  const desk = new Desk(['abcd', 'x']);
  desk.erase(1, 2);
  desk.remote([-2, 2]);
  assert.deepEqual([desk.text(1), desk.text(2)], ['d', 'x']);
  assert.deepEqual(desk.next().op, [-1, 1]);
});

test('selections of others are brought to the text that is here; one at another revision is not shown', () => {
  const desk = new Desk('abc');
  desk.type(0, 'xx');
  const select = { type: 'select', by: 2, connection: 9, doc: 1, rev: 3, ranges: [[1, 3]] };
  assert.deepEqual(find(desk.take(select), 'selected').ranges, [{ anchor: 3, head: 5 }]);
  assert.deepEqual(desk.take({ ...select, rev: 2 }), []);
  desk.refuses({ ...select, ranges: [[0, 9]] });
});

test("one's own selection is sent when no edit of the document waits", () => {
  const desk = new Desk('abc');
  const select = () => desk.session.select(1, [{ anchor: 0, head: 1 }]);
  assert.deepEqual(JSON.parse(select() ?? ''), { type: 'select', doc: 1, base: 3, ranges: [[0, 1]] });
  desk.type(0, 'x');
  assert.equal(select(), null);
  desk.next();
  assert.equal(JSON.parse(select() ?? '').after, 1);
  assert.equal(desk.session.select(9, []), null);
});

test('undo and redo, step by step', () => {
  const desk = new Desk('');
  desk.type(0, 'one');
  desk.type(3, 'two');
  desk.erase(0, 1);
  const undo = () => desk.session.undo(1)?.parts;
  assert.deepEqual(undo(), ['o', 5]);
  assert.deepEqual(undo(), [3, -3]);
  assert.equal(desk.text(), 'one');
  assert.ok(desk.session.canRedo(1));
  assert.deepEqual(desk.session.redo(1)?.parts, [3, 'two']);
  undo();
  undo();
  assert.equal(desk.text(), '');
  assert.equal(desk.session.undo(1), null);
  assert.ok(!desk.session.canUndo(1));
  desk.session.redo(1);
  desk.type(3, '!');
  assert.ok(!desk.session.canRedo(1));
  assert.equal(desk.session.redo(1), null);
  assert.equal(desk.session.undo(9), null);
});

test('edits that are joined are undone together; as many steps are kept as was asked for', () => {
  const joined = new Desk('');
  joined.type(0, 'x', 1, true);
  joined.type(0, 'a');
  joined.type(1, 'b', 1, true);
  joined.next();
  joined.type(2, 'c', 1, true);
  joined.session.undo(1);
  assert.equal(joined.text(), 'x');
  joined.session.redo(1);
  assert.equal(joined.text(), 'abcx');
  const short = new Desk('', { undoSteps: 3 });
  for (let i = 0; i < 5; i += 1) short.type(0, 'x');
  while (short.session.undo(1));
  assert.equal(short.text(), 'xx');
});

test('undo moves with the text of others, and leaves it; a step of which nothing is left is passed over', () => {
  const desk = new Desk('abc');
  desk.type(1, 'mine');
  desk.settle();
  desk.remote([3, 'THEIRS', 4]);
  desk.session.undo(1);
  assert.equal(desk.text(), 'aTHEIRSbc');
  desk.session.redo(1);
  assert.equal(desk.text(), 'amiTHEIRSnebc');
  const other = new Desk('');
  other.type(0, 'first');
  other.type(5, 'second');
  other.settle();
  other.remote([5, -6]);
  other.session.undo(1);
  assert.equal(other.text(), '');
});

test("property: undo and redo never touch another's text, and undoing everything leaves nothing but it", (t) => {
  const seed = testSeed();
  const cases = testCases(300);
  t.diagnostic(`seed ${seed}, ${cases} cases`);
  const theirs = (text: string) => text.replace(/[a-z]/g, '');
  for (let i = 0; i < cases; i += 1) {
    const random = new Random(seed + i);
    const desk = new Desk('');
    for (let steps = random.between(5, 40); steps > 0; steps -= 1) {
      const before = desk.text();
      const at = random.below(before.length + 1);
      const letters = random.pick(['a', 'bc', 'xyz']);
      switch (random.below(6)) {
        case 0:
        case 1:
          if (/[a-z]/.test(before[at] ?? '') && random.chance(0.4)) desk.erase(at, 1);
          else desk.type(at, letters, 1, random.chance(0.2));
          break;
        case 2:
          desk.session.undo(1);
          break;
        case 3:
          desk.session.redo(1);
          break;
        default: {
          desk.settle();
          const erased = random.chance(0.3) ? Math.min(random.between(1, 3), before.length - at) : 0;
          desk.remote(
            Operation.splice(before.length, at, erased, erased > 0 ? '' : letters.toUpperCase()).parts,
          );
          continue;
        }
      }
      assert.equal(theirs(desk.text()), theirs(before), `seed ${seed + i}`);
    }
    const left = theirs(desk.text());
    while (desk.session.undo(1));
    assert.equal(desk.text(), left, `seed ${seed + i}`);
  }
});
