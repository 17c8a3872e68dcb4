// What Monaco's events are as operations.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differenceOf, operationOf } from '../../../bindings/js/src/monaco/model_edits.js';

test('changes are listed from the last to the first, also two at one place', () => {
  const changes = [
    { rangeOffset: 5, rangeLength: 1, text: 'd' },
    { rangeOffset: 3, rangeLength: 0, text: 'c' },
    { rangeOffset: 3, rangeLength: 0, text: 'b' },
    { rangeOffset: 0, rangeLength: 2, text: '' },
  ];
  assert.deepEqual(operationOf(changes, 7).parts, [-2, 1, 'bc', 2, 'd', -1, 1]);
});

test('a difference is one replacement, and ends beside no surrogate', () => {
  for (const [before, after, parts] of [
    ['', '', []],
    ['same', 'same', [4]],
    ['ac', 'abc', [1, 'b', 1]],
    ['aaa', 'aa', [2, -1]],
    ['x😀y', 'x😁y', [1, '😁y', -3]],
    ['a\ud83db', 'ab', [1, 'b', -2]],
    ['😀a', '😀b', ['😀b', -3]],
  ] as const) {
    assert.deepEqual(differenceOf(before, after).parts, parts, `${before} → ${after}`);
  }
});
