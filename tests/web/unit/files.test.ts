import assert from 'node:assert/strict';
import { test } from 'node:test';
import { strFromU8, unzipSync } from 'fflate';
import { fileTree } from '../../../server/web/src/room/files/file_tree.ts';
import { freeName, nameTrouble, tidyName } from '../../../server/web/src/room/files/name_check.ts';
import {
  isMeant,
  kMostFiles,
  type OnDisk,
  takeFiles,
  textOf,
} from '../../../server/web/src/room/files/take_files.ts';
import { slug, zipOf } from '../../../server/web/src/room/files/zip.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const onDisk = (name: string, content: Uint8Array | string): OnDisk => {
  const bytes = typeof content === 'string' ? bytesOf(content) : content;
  return { name, size: bytes.length, bytes: async () => bytes };
};

test('names: the rules of docs/protocol.md', () => {
  for (const good of ['main.py', 'a/b/c/d.txt', 'Ünï.py', 'x'.repeat(128), 'with space.md'])
    assert.equal(nameTrouble(good, []), null, good);
  for (const bad of [
    '',
    '/a',
    'a/',
    'a//b',
    '.hidden',
    'a/.b',
    '..',
    'a/../b',
    'a/b/c/d/e',
    'x'.repeat(129),
    'ü'.repeat(65),
    'a\x07',
  ])
    assert.notEqual(nameTrouble(bad, []), null, bad);
  assert.notEqual(nameTrouble('MAIN.py', ['main.PY']), null);
  assert.notEqual(nameTrouble('caf\u00e9', ['cafe\u0301']), null);
  assert.equal(nameTrouble('main.go', ['main.py']), null);
});

test('names are made tidy, and free', () => {
  assert.equal(tidyName('  src\\cafe\u0301.py '), 'src/caf\u00e9.py');
  assert.equal(tidyName('./a.py'), 'a.py');
  assert.equal(freeName('a.py', ['b.py']), 'a.py');
  assert.equal(freeName('src/a.py', ['SRC/A.py', 'src/a-2.py']), 'src/a-3.py');
  assert.equal(freeName('Makefile', ['makefile']), 'Makefile-2');
});

test('the tree: folders first, sorted as people count, closed ones without their content', () => {
  const files = ['b.py', 'src/x10.py', 'src/x9.py', 'a.py', 'src/deep/z.py', 'lib/q.go'].map((name, id) => ({
    id,
    name,
    owner: 0,
  }));
  const shown = (closed: string[]) =>
    fileTree(files, new Set(closed)).map((n) => `${'  '.repeat(n.depth)}${n.label}`);
  assert.deepEqual(shown([]), [
    'lib',
    '  q.go',
    'src',
    '  deep',
    '    z.py',
    '  x9.py',
    '  x10.py',
    'a.py',
    'b.py',
  ]);
  assert.deepEqual(shown(['src']), ['lib', '  q.go', 'src', 'a.py', 'b.py']);
});

test('the zip holds every text exactly', () => {
  const files = [
    { name: 'main.py', text: 'print("😀")\n' },
    { name: 'src/ü.txt', text: '' },
  ];
  const back = unzipSync(zipOf(files, new Date(2026, 10, 23)));
  assert.deepEqual(Object.keys(back).sort(), ['main.py', 'src/ü.txt']);
  for (const { name, text } of files) assert.equal(strFromU8(back[name] ?? new Uint8Array([1])), text);
  assert.equal(slug('Two Sum!'), 'two-sum');
  assert.equal(slug('漢字'), 'interview');
});

test('files from the disk: text with line feeds; what is no text is left out', async () => {
  assert.equal(textOf(bytesOf('a\r\nb\rc\n')), 'a\nb\nc\n');
  assert.equal(textOf(bytesOf('\ufeffa')), 'a');
  assert.equal(textOf(new Uint8Array([0xff, 0xfe, 0x41])), null);
  assert.equal(textOf(bytesOf('a\0b')), null);
  const { files, skipped } = await takeFiles(
    [
      onDisk('p/main.py', 'x\r\n'),
      onDisk('p/pic.png', new Uint8Array([0x89, 0x50, 0xff])),
      onDisk('p/.git/config', 'secret'),
      onDisk('p/node_modules/a/index.js', 'x'),
      onDisk('a/b/c/d/e.py', 'x'),
      onDisk('Taken.py', 'x'),
      { name: 'huge.txt', size: 1 << 30, bytes: () => Promise.reject(new Error('is not to be read')) },
      { name: 'gone.txt', size: 1, bytes: () => Promise.reject(new Error('gone')) },
      onDisk('long.txt', 'x'.repeat((1 << 20) + 1)),
    ],
    ['taken.py'],
  );
  assert.deepEqual(files, [{ name: 'p/main.py', text: 'x\n' }]);
  assert.deepEqual(
    skipped.map(({ name, why }) => `${name} ${why}`),
    [
      'p/pic.png binary',
      'a/b/c/d/e.py name',
      'Taken.py taken',
      'huge.txt big',
      'gone.txt unread',
      'long.txt big',
    ],
  );
});

test('no more files than the limit, and two of one name are not both taken', async () => {
  const many = Array.from({ length: kMostFiles + 2 }, (_, i) => onDisk(`f${i}.py`, 'x'));
  const taken = await takeFiles(many, []);
  assert.equal(taken.files.length, kMostFiles);
  assert.deepEqual([...new Set(taken.skipped.map(({ why }) => why))], ['many']);
  const twice = await takeFiles([onDisk('a.py', '1'), onDisk('A.py', '2')], []);
  assert.deepEqual(
    twice.files.map(({ text }) => text),
    ['1'],
  );
});

test('hidden files and folders that tools make are not meant', () => {
  for (const name of ['.env', 'a/.git/x', 'x/node_modules/y', 'target/debug/z'])
    assert.equal(isMeant(name), false, name);
  for (const name of ['build', 'src/target', 'a/b.py']) assert.equal(isMeant(name), true, name);
});
