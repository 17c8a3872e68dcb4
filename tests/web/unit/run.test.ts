import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Notice, Run, RunKind } from '@libinterview/client';
import { duration, memory, resultMood, resultWords } from '../../../server/web/src/room/run/result_words.ts';
import { RunLog } from '../../../server/web/src/room/run/run_log.ts';

function run(change: Partial<Run> = {}): Run {
  return {
    id: 1,
    by: 1,
    doc: 1,
    at: 0,
    state: 'ended',
    stopping: false,
    language: 'python',
    languageVersion: '',
    image: '',
    output: [],
    result: 'ok',
    exitCode: 0,
    signal: 0,
    wallMs: 10_000,
    cpuMs: 5,
    memoryKb: 262_144,
    truncated: false,
    message: '',
    ...change,
  };
}

test('results in words', () => {
  const words = (result: RunKind, change: Partial<Run> = {}) => resultWords(run({ result, ...change }));
  assert.equal(words('ok'), 'Finished');
  assert.equal(words('compile_error'), 'Did not compile');
  assert.equal(words('runtime_error', { exitCode: 1 }), 'Exited with 1');
  assert.equal(words('runtime_error', { signal: 11 }), 'Crashed (SIGSEGV)');
  assert.equal(words('runtime_error', { signal: 40 }), 'Crashed (40)');
  assert.equal(words('time_limit', { message: 'stopped after 10 s' }), 'Stopped after 10 s');
  assert.equal(words('time_limit'), 'Stopped after 10.0 s');
  assert.equal(words('memory_limit'), 'Stopped: it used more than 256 MB of memory');
  assert.equal(words('cancelled'), 'Stopped');
  assert.match(words('interrupted'), /Run it again/);
  assert.match(words('internal_error', { message: 'no box' }), /no box/);
  for (const kind of ['output_limit', 'process_limit', 'internal_error'] as const)
    assert.notEqual(words(kind), '');
});

test('runs that have not ended say where they stand', () => {
  const queued = run({ state: 'queued', result: null });
  assert.match(resultWords(queued, 2), /place 2/);
  assert.match(resultWords(queued), /Waiting/);
  const running = run({ state: 'running', result: null });
  assert.match(resultWords(running), /Running/);
  assert.match(resultWords(running, 0, true), /first run/);
  assert.match(resultWords({ ...running, stopping: true }), /Stopping/);
});

test('green and red are for results alone', () => {
  assert.equal(resultMood(run()), 'good');
  assert.equal(resultMood(run({ result: 'time_limit' })), 'bad');
  assert.equal(resultMood(run({ result: 'cancelled' })), 'none');
  assert.equal(resultMood(run({ state: 'running', result: null })), 'none');
});

test('times and memory', () => {
  assert.deepEqual([12, 999, 1000, 1280, 31_250].map(duration), [
    '12 ms',
    '999 ms',
    '1.00 s',
    '1.28 s',
    '31.3 s',
  ]);
  assert.deepEqual([512, 9120].map(memory), ['512 kB', '9 MB']);
});

function happened(event: object): Notice {
  return {
    type: 'happened',
    event: { seq: 1, at: 0, by: 1, client: '', n: 0, to: 'all', ...event },
  } as Notice;
}
const queued = (id: number, input = '') =>
  happened({ kind: 'run_queued', run: id, doc: 1, rev: 1, language: 'python', input });
const output = (id: number, data: string, stream = 'out') =>
  happened({ kind: 'run_output', run: id, stream, data });
const ended = (id: number) => happened({ kind: 'run_ended', run: id });
const textOf = (log: RunLog, of: Run) =>
  log
    .of(of)
    .pieces.map(({ stream, text }) => `${stream}:${text}`)
    .join('|');

test('output grows, is clean, and keeps its streams apart; a sequence may come in two parts', () => {
  const log = new RunLog();
  let told = 0;
  log.subscribe(() => {
    told += 1;
  });
  log.take(queued(1));
  log.take(output(1, 'a\x1b[3'));
  log.take(output(1, '1mb\n'));
  log.take(output(1, 'oops', 'err'));
  log.take(happened({ kind: 'run_input', run: 1, text: 'Ada\n', end: false }));
  log.take(output(1, 'bye\x1b'));
  log.take(ended(1));
  assert.equal(textOf(log, run()), 'out:ab\n|err:oops|in:Ada\n|out:bye␛');
  assert.equal(log.of(run()).raw, 'a\x1b[31mb\noopsbye\x1b');
  assert.equal(told, 7);
  assert.equal(log.hadInput(1), false);
  log.take(queued(2, '1 2\n'));
  assert.equal(log.hadInput(2), true);
});

test('the same text is the same object, until there is more', () => {
  const log = new RunLog();
  log.take(queued(1));
  const before = log.of(run());
  assert.equal(log.of(run()), before);
  log.take(output(1, 'x'));
  assert.notEqual(log.of(run()), before);
});

test('of what came before, or while away, the view has the end', () => {
  const log = new RunLog();
  const seen = run({ output: [{ stream: 'out', data: 'old\x1b[0m\n' }] });
  assert.equal(textOf(log, seen), 'out:old\n');
  assert.equal(log.of(seen), log.of(seen));
  log.take(queued(1));
  log.take({ type: 'loaded' });
  assert.equal(textOf(log, seen), 'out:old\n');
});

test('a run that prints without end costs bounded memory, and says that its beginning is gone', () => {
  const log = new RunLog();
  log.take(queued(1));
  for (let i = 0; i < 40; i += 1) log.take(output(1, 'x'.repeat(65_536), i % 2 ? 'err' : 'out'));
  const text = log.of(run());
  assert.equal(text.cut, true);
  assert.equal(
    text.pieces.reduce((sum, piece) => sum + piece.text.length, 0),
    1 << 20,
  );
  assert.equal(text.raw.length, 1 << 20);
});
