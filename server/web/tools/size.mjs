// What the browser loads first, compressed: every script of dist/ that a room needs, without what is asked for later
// (vim keys, the other pages, the colours of languages; they come with the first file that needs them). `npm run size`; exit code 1 if it is more than it may be.
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const kMost = 1_100_000; // bytes of JavaScript, gzip
const kLater = [/^monaco-vim/, /^check-/, /^rooms-/, /^(cpp|go|java|javascript|python|rust|typescript)-/];
const kAssets = new URL('../dist/assets/', import.meta.url);

let sum = 0;
const rows = [];
for (const name of readdirSync(kAssets).filter((file) => file.endsWith('.js'))) {
  const bytes = readFileSync(new URL(name, kAssets));
  const gzip = gzipSync(bytes, { level: 9 }).length;
  const first = !kLater.some((later) => later.test(name));
  if (first) sum += gzip;
  rows.push({ name, raw: bytes.length, gzip, first });
}
rows.sort((a, b) => b.gzip - a.gzip);
for (const { name, raw, gzip, first } of rows.slice(0, 12))
  console.log(`${String(raw).padStart(9)} ${String(gzip).padStart(8)} ${first ? ' ' : '-'} ${name}`);
console.log(`JavaScript of the first load: ${sum} bytes gzip, at most ${kMost}`);
if (sum > kMost) process.exitCode = 1;
