// The benchmark still runs, on next to nothing; no time is judged.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { whyNoBrowser } from './support/browser.mjs';
import { kPatience, Program } from './support/program.mjs';
import { kRoot } from './support/server.mjs';

test('./dev bench web', { skip: whyNoBrowser() ?? false, timeout: kPatience * 10 }, async () => {
  const bench = new Program(process.execPath, [
    join(kRoot, 'tests/bench/web/bench.mjs'),
    '--smoke',
    '--json',
  ]);
  assert.equal(await bench.end(), 0, bench.output);
  const { rows } = JSON.parse(bench.output.slice(bench.output.indexOf('{')));
  const named = Object.fromEntries(rows.map((row) => [row.row, row]));
  const keystrokes = ['plain relay', 'interview', 'interview, in a call'].map((way) => `keystroke, ${way}`);
  for (const name of [...keystrokes, 'first load, cold']) assert.ok(named[name]['p50 ms'] > 0, name);
  assert.ok(named['frames, both typing in 200 lines'].frames > 0);
  // What a room loads has to come quickly: the limit is the issue's.
  assert.ok(named['JavaScript of a room']['gzip kB'] <= 1100, JSON.stringify(named['JavaScript of a room']));
});
