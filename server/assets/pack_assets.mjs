// pack_assets.mjs PAGE OUT: packs the files below PAGE for interviewd. OUT/assets.bin holds their bytes, each as it is
// and, where that is smaller, by gzip and by brotli; OUT/assets.cc says where each begins.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const kTypes = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};
// What Vite puts into the name of a file whose content never changes under that name.
const kHashed = /^\/assets\/.+-[\w-]{8}\.\w+$/;

function filesBelow(folder, path = '') {
  return readdirSync(join(folder, path), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(folder, `${path}/${entry.name}`) : [`${path}/${entry.name}`],
  );
}

const [page, out] = process.argv.slice(2);
const pieces = [];
let size = 0;

/** Puts bytes into the pack; gives the C++ that means them. */
function place(bytes) {
  const at = `at(${size}, ${bytes.length})`;
  pieces.push(bytes);
  size += bytes.length;
  return at;
}

// Sorted by bytes, as std::string_view compares them.
const paths = filesBelow(page).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
if (!paths.includes('/index.html')) throw new Error(`${page} has no index.html`);
const rows = paths.map((path) => {
  const type = kTypes[extname(path)];
  if (!type) throw new Error(`${path}: pack_assets.mjs does not know its content type`);
  const bytes = readFileSync(join(page, path));
  const tag = createHash('sha256').update(bytes).digest('base64url').slice(0, 16);
  const smaller = (packed) => (packed.length < bytes.length ? place(packed) : '{}');
  const brotli = {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  };
  const fields = [path, type, tag].map((text) => JSON.stringify(text));
  fields.push(String(kHashed.test(path)), place(bytes), smaller(gzipSync(bytes, { level: 9 })));
  fields.push(smaller(brotliCompressSync(bytes, brotli)));
  return `      {${fields.join(', ')}},`;
});

const packed = Buffer.concat(pieces);
const binary = resolve(out, 'assets.bin');
writeFileSync(binary, packed);
// The digest makes a compiler's cache see that the bytes have changed.
writeFileSync(
  join(out, 'assets.cc'),
  `// Made by pack_assets.mjs. ${createHash('sha256').update(packed).digest('hex')}
#include "assets.h"

asm(".pushsection .rodata\\n"
    ".balign 16\\n"
    ".global interview_packed_assets\\n"
    ".hidden interview_packed_assets\\n"
    "interview_packed_assets:\\n"
    ".incbin ${JSON.stringify(binary).replaceAll('"', '\\"')}\\n"
    ".popsection\\n");
extern "C" const char interview_packed_assets[];

namespace interview {
namespace {

std::string_view at(size_t begin, size_t size) {
  return {interview_packed_assets + begin, size};
}

}  // namespace

std::span<const Asset> built_in_assets() {
  static const Asset kAssets[] = {
${rows.join('\n')}
  };
  return kAssets;
}

}  // namespace interview
`,
);
