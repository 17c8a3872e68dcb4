// Operations here and in C++ do the same, down to the code of what is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InterviewError, Operation, type Part, transformSelection } from '../../../bindings/js/src/index.js';
import { Text } from '../../../bindings/js/src/ot/text.js';
import { Oracle } from './oracle.js';
import { Random, testCases, testSeed } from './random.js';

interface Case {
  text: string;
  a: unknown[];
  b: unknown[];
  next: unknown[];
  position: number;
  anchor: number;
  head: number;
  limit: number;
}

const kBatch = 500;

// Spoils parts in one of the ways in which a peer may.
function spoilt(random: Random, parts: Part[]): unknown[] {
  const out: unknown[] = [...parts];
  const at = random.below(out.length + 1);
  const rubbish = [0, '', 1.5, null, true, {}, [], 'a\rb', 1, -1, 'x', 2 ** 30, -(2 ** 30), 2 ** 31, 1e15];
  switch (random.below(5)) {
    case 0:
      out.splice(at, 0, random.pick(rubbish));
      break;
    case 1:
      out.splice(at, 1);
      break;
    case 2:
      out.splice(at, 1, random.pick(rubbish));
      break;
    case 3:
      out.splice(at, 0, ...out.slice(at, at + 1));
      break;
    default:
      // Into the middle of a pair, perhaps.
      for (const [index, part] of out.entries())
        if (typeof part === 'number' && part > 1 && random.chance(0.5)) {
          out.splice(index, 1, part - 1, 'x', 1);
          break;
        }
  }
  return out;
}

function randomCase(random: Random): Case {
  const text = random.text(12);
  const parts = random.parts(text);
  const b = random.parts(text);
  const after = Operation.fromParts(parts).apply(text);
  const spoil = (good: Part[]) => (random.chance(0.15) ? spoilt(random, good) : good);
  return {
    text,
    a: spoil(parts),
    b: spoil(b),
    next: spoil(random.parts(after)),
    position: random.below(text.length + 1),
    anchor: random.below(text.length + 1),
    head: random.below(text.length + 1),
    limit: random.chance(0.1) ? random.below(12) : 2 ** 29,
  };
}

function answerHere(one: Case): object {
  const answer: Record<string, unknown> = {};
  const fitting = (key: 'a' | 'b' | 'next', text: Text): Operation | null => {
    try {
      const op = Operation.read(one[key]);
      op.check(text, one.limit);
      answer[key] = '';
      return op;
    } catch (thrown) {
      if (!(thrown instanceof InterviewError)) throw thrown;
      answer[key] = thrown.code;
      return null;
    }
  };
  const text = Text.from(one.text);
  const a = fitting('a', text);
  const b = fitting('b', text);
  if (a) {
    const { text: after, erased } = text.apply(a);
    answer['after'] = after.toString();
    answer['inverse'] = a.invertErased(erased).parts;
    const moved = transformSelection({ anchor: one.anchor, head: one.head }, a);
    const positions = [a.transformPosition(one.position, 'left'), a.transformPosition(one.position, 'right')];
    answer['positions'] = [...positions, moved.anchor, moved.head];
    const next = fitting('next', after);
    if (next) answer['composed'] = a.compose(next).parts;
  }
  if (a && b) {
    answer['left'] = a.transform(b, 'left').parts;
    answer['right'] = a.transform(b, 'right').parts;
  }
  answer['ok'] = true;
  return answer;
}

test('fuzz: operations are those of the C++ library', async (t) => {
  const seed = testSeed();
  const count = testCases(100_000);
  const oracle = new Oracle();
  const refused = new Map<string, number>();
  try {
    const random = new Random(seed);
    const asked: Promise<void>[] = [];
    for (let done = 0; done < count; done += kBatch) {
      const cases = Array.from({ length: kBatch }, () => randomCase(random));
      const compare = async () => {
        const said = (await oracle.ask({ do: 'ops', cases })) as Record<string, string>[];
        for (const [index, one] of cases.entries()) {
          const here = answerHere(one) as Record<string, string>;
          assert.deepEqual(here, said[index], `seed ${seed}: ${JSON.stringify(one)}`);
          for (const key of ['a', 'b', 'next']) {
            const code = here[key];
            if (code) refused.set(code, (refused.get(code) ?? 0) + 1);
          }
        }
      };
      asked.push(compare());
      if (asked.length >= 4) await Promise.all(asked.splice(0));
    }
    await Promise.all(asked);
  } finally {
    oracle.stop();
  }
  t.diagnostic(`seed ${seed}, ${count} cases; refused: ${JSON.stringify(Object.fromEntries(refused))}`);
  for (const code of [
    'op_malformed',
    'op_out_of_range',
    'op_splits_pair',
    'op_carriage_return',
    'document_too_big',
  ])
    assert.ok((refused.get(code) ?? 0) > 0 || count < 10_000, `${code} came up`);
});
