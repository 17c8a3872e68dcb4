// run.mjs REPORT FILE...: runs files of tests, two at a time, and writes what became of the tests as JSON:
// {"passed": n, "failed": n, "skipped": [reason, ...]}. What failed is told on standard output.
import { statSync, writeFileSync } from 'node:fs';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

const [report, ...files] = process.argv.slice(2);
// The longest first, so that none is left alone at the end.
files.sort((a, b) => statSync(b).size - statSync(a).size);

const counts = { passed: 0, failed: 0, skipped: [] };
const stream = run({ files, concurrency: 2 });
stream.on('test:pass', (event) => {
  if (event.details?.type === 'suite' || isFile(event)) return;
  if (event.skip !== undefined) counts.skipped.push(`${event.name}: ${event.skip}`);
  else counts.passed += 1;
});
stream.on('test:fail', (event) => {
  if (event.details?.type !== 'suite') counts.failed += 1;
});
stream.compose(new spec()).pipe(process.stdout);
stream.on('end', () => {
  writeFileSync(report, JSON.stringify(counts));
  process.exitCode = counts.failed > 0 ? 1 : 0;
});

/** A file that ran is reported as a test around its tests. */
function isFile(event) {
  return event.nesting === 0 && files.includes(event.name);
}
