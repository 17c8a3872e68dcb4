import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Notice, Run, RunKind } from '@libinterview/client';
import {
  duration,
  memory,
  resultMood,
  resultWords,
  shortImage,
} from '../../../server/web/src/room/run/result_words.ts';
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
  const limit = (result: RunKind, message: string) => words(result, { message });
  assert.equal(limit('time_limit', 'stopped after 10 s'), 'Stopped after 10 s');
  assert.equal(limit('time_limit', 'stopped after 2.5 s of CPU time'), 'Stopped after 2.5 s of CPU time');
  assert.equal(
    limit('time_limit', 'stopped after 20 s while compiling'),
    'Stopped after 20 s while compiling',
  );
  assert.equal(words('time_limit'), 'Stopped after 10.0 s');
  assert.equal(
    limit('memory_limit', 'used more than 256 MB of memory'),
    'Stopped: used more than 256 MB of memory',
  );
  assert.equal(words('memory_limit'), 'Stopped: used more than 256 MB of memory');
  assert.equal(limit('output_limit', 'more than 0.25 MB of output'), 'Stopped: printed more than 0.25 MB');
  assert.equal(
    limit('process_limit', 'too many processes (more than 64)'),
    'Stopped: started more than 64 processes',
  );
  // A later server may say it in another way.
  assert.equal(limit('time_limit', 'the time is up'), 'Stopped: the time is up');
  assert.equal(words('cancelled'), 'Stopped');
  assert.match(words('interrupted'), /Run it again/);
  assert.match(words('internal_error', { message: 'no box' }), /no box/);
  for (const kind of ['output_limit', 'process_limit', 'internal_error'] as const)
    assert.notEqual(words(kind), '');
});

test('runs that have not ended say where they stand', () => {
  const queued = run({ state: 'queued', result: null });
  const inLine = (queue: number) => resultWords(queued, { queue, slow: false });
  assert.equal(inLine(1), 'Next in line');
  assert.deepEqual([2, 3, 4, 11, 12, 13, 21, 112].map(inLine), [
    '2nd in line',
    '3rd in line',
    '4th in line',
    '11th in line',
    '12th in line',
    '13th in line',
    '21st in line',
    '112th in line',
  ]);
  assert.equal(resultWords(queued), 'Starting…');
  assert.equal(resultWords(queued, { queue: 0, slow: true }), 'Starting a fresh sandbox…');
  const running = run({ state: 'running', result: null });
  assert.match(resultWords(running), /Running/);
  assert.match(resultWords({ ...running, stopping: true }), /Stopping/);
});

test('an image is named by the beginning of its digest', () => {
  const digest = '0123456789abcdef'.repeat(4);
  assert.equal(shortImage(`sha256:${digest}`), '0123456789ab');
  assert.equal(shortImage(`interview/python@sha256:${digest}`), '0123456789ab');
  assert.equal(shortImage('python:3.11'), 'python:3.11');
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
  assert.equal(log.takesInput(1), true);
  log.take(happened({ kind: 'run_input', run: 1, text: '', end: true }));
  assert.equal(log.takesInput(1), false);
  log.take(queued(2, '1 2\n'));
  assert.equal(log.takesInput(2), false);
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
