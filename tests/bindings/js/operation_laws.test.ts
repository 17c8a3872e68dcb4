import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InterviewError, Operation, type Part } from '../../../bindings/js/src/index.js';
import { Text } from '../../../bindings/js/src/ot/text.js';
import { Random, testCases, testSeed } from './random.js';

// What an operation does, in the plainest words.
function plainly(parts: readonly Part[], text: string): string {
  let at = 0;
  let out = '';
  for (const part of parts) {
    if (typeof part === 'string') out += part;
    else if (part > 0) out += text.slice(at, at + part);
    if (typeof part === 'number') at += Math.abs(part);
  }
  return out;
}

test('laws: apply, compose, invert, transform (TP1)', (t) => {
  const seed = testSeed();
  const count = testCases(20_000);
  t.diagnostic(`seed ${seed}, ${count} cases`);
  for (let i = 0; i < count; i += 1) {
    const random = new Random(seed + i);
    const text = random.text(12);
    const a = Operation.fromParts(random.parts(text));
    const b = Operation.fromParts(random.parts(text));
    const say = `seed ${seed + i}`;
    const after = a.apply(text);
    assert.equal(after, plainly(a.parts, text), say);
    assert.equal(a.targetLength, after.length, say);
    assert.equal(a.invert(text).apply(after), text, say);
    const then = Operation.fromParts(random.parts(after));
    const both = a.compose(then);
    assert.equal(both.apply(text), then.apply(after), say);
    const left = a.compose(b.transform(a, 'left'));
    assert.deepEqual(left.parts, b.compose(a.transform(b, 'right')).parts, say);
    const right = a.compose(b.transform(a, 'right'));
    assert.deepEqual(right.parts, b.compose(a.transform(b, 'left')).parts, say);
    // What is made is canonical, and knows its lengths.
    for (const op of [both, left, right, a.invert(text)]) {
      const read = Operation.fromParts(op.parts);
      assert.deepEqual([read.baseLength, read.targetLength], [op.baseLength, op.targetLength], say);
    }
  }
});

test('a text in pieces is the text, whatever is done to it', (t) => {
  const seed = testSeed();
  t.diagnostic(`seed ${seed}`);
  const random = new Random(seed);
  let plain = '😀 line\n'.repeat(4000);
  let text = Text.from(plain);
  for (let step = 0; step < 3000; step += 1) {
    const at = random.below(plain.length + 1);
    const erased = random.chance(0.05) ? random.below(9000) : random.below(4);
    const inserted = random.chance(0.05) ? 'x'.repeat(random.below(9000)) : random.text(3);
    const cut = Math.min(erased, plain.length - at);
    const op = Operation.splice(plain.length, at, cut, inserted);
    const done = text.apply(op);
    assert.equal(done.erased, plain.slice(at, at + cut));
    plain = plain.slice(0, at) + inserted + plain.slice(at + cut);
    text = done.text;
    assert.equal(text.length, plain.length);
    assert.equal(text.slice(at, at + 5), plain.slice(at, at + 5));
    if (step % 50 === 0) assert.equal(text.toString(), plain);
  }
  assert.equal(text.toString(), plain);
});

test('a keystroke in a long document does not copy it', () => {
  const texts = [Text.from('x'.repeat(2 ** 20))];
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < 300; i += 1) {
    const last = texts[i] ?? assert.fail();
    texts.push(last.apply(Operation.splice(last.length, 500_000 + i, 0, 'y')).text);
  }
  const grown = process.memoryUsage().heapUsed - before;
  assert.equal(texts[300]?.length, 2 ** 20 + 300);
  // 300 copies would be 300 MB.
  assert.ok(grown < 50e6, `${grown} bytes for 300 keystrokes`);
});

test('positions that fall do not happen; pairs are seen across pieces', () => {
  const text = Text.from(`${'x'.repeat(4095)}😀y`);
  const splits = text.pairSplitter();
  assert.deepEqual(
    [0, 4095, 4096, 4097, 4098].map((position) => splits(position)),
    [false, false, true, false, false],
  );
});

test('splice, identity and the builder are canonical', () => {
  assert.deepEqual(Operation.splice(3, 0, 3, '').parts, [-3]);
  assert.deepEqual(Operation.splice(3, 1, 0, '').parts, [3]);
  assert.deepEqual(Operation.splice(3, 1, 1, 'x').parts, [1, 'x', -1, 1]);
  assert.deepEqual(Operation.identity(0).parts, []);
  assert.ok(Operation.splice(3, 1, 0, '').isNoop());
  assert.ok(!Operation.splice(3, 1, 0, 'a').isNoop());
  const built = Operation.builder()
    .retain(1)
    .erase(1)
    .insert('a')
    .erase(1)
    .insert('b')
    .retain(0)
    .retain(2)
    .done();
  assert.deepEqual(built.parts, [1, 'ab', -2, 2]);
  assert.deepEqual([built.baseLength, built.targetLength], [5, 5]);
  for (const [length, position, erased] of [
    [3, 4, 0],
    [3, 2, 2],
    [3, -1, 0],
    [3, 0, -1],
  ] as const)
    assert.throws(() => Operation.splice(length, position, erased, ''), isRefused('op_out_of_range'));
});

test('operations that do not fit one another are refused', () => {
  const three = Operation.identity(3);
  const two = Operation.identity(2);
  assert.throws(() => three.compose(two), isRefused('op_out_of_range'));
  assert.throws(() => three.transform(two, 'left'), isRefused('op_out_of_range'));
  assert.throws(() => three.invert('ab'), isRefused('op_out_of_range'));
  assert.throws(() => three.apply('ab'), isRefused('op_out_of_range'));
  assert.throws(() => Operation.fromParts([1, -1]).apply('😀'), isRefused('op_splits_pair'));
});

function isRefused(code: string): (thrown: unknown) => boolean {
  return (thrown) => thrown instanceof InterviewError && thrown.code === code;
}
