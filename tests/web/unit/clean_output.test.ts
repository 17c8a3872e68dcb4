import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanText, OutputCleaner } from '../../../server/web/src/room/run/clean_output.ts';

test('text stays as it is: markup, tabs, line feeds, other scripts', () => {
  const text = '<b>x</b> &amp;\t1\n漢字 😀 é\n';
  assert.equal(cleanText(text), text);
});

test('sequences for terminals are left out', () => {
  for (const [raw, clean] of [
    ['\x1b[31mred\x1b[0m', 'red'],
    ['a\x1b[2J\x1b[1;1Hb', 'ab'],
    ['\x1b]0;title\x07x', 'x'],
    ['\x1b]8;;http://evil\x1b\\link\x1b]8;;\x1b\\', 'link'],
    ['\x1bPq#0\x1b\\y', 'y'],
    ['\x1b(Bz', 'z'],
    ['\x1b=k\x1b7', 'k'],
    ['\x1b[38;5;196mdeep\x1b[m', 'deep'],
  ] as const)
    assert.equal(cleanText(raw), clean, JSON.stringify(raw));
});

test('what acts and is no sequence is made visible', () => {
  assert.equal(cleanText('a\0b\x07c\x08d\x7f'), 'a␀b␇c␈d␡');
  assert.equal(cleanText('\x9b31m'), '⟨U+009B⟩31m');
  assert.equal(cleanText('abc\u202ecba'), 'abc⟨U+202E⟩cba');
  assert.equal(cleanText('\u2066x\u2069\u200f\ufeff'), '⟨U+2066⟩x⟨U+2069⟩⟨U+200F⟩⟨U+FEFF⟩');
  assert.equal(cleanText('end\x1b'), 'end␛');
  assert.equal(cleanText('\x1b\x01'), '␛␁');
});

test('line ends are line feeds; a carriage return does not write over a line', () => {
  assert.equal(cleanText('a\r\nb\rc\r'), 'a\nb\nc\n');
});

test('a sequence that never ends does not swallow the output', () => {
  const cleaner = new OutputCleaner();
  const rest = 'x'.repeat(10_000);
  assert.ok((cleaner.push(`\x1b]0;${rest}`) + cleaner.end()).endsWith(rest));
});

test('pieces cut anywhere give the same as the whole', () => {
  const seed = Number(process.env.INTERVIEW_SEED ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`seed ${seed}`);
  let state = seed;
  const random = (below: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % below;
  };
  const parts = [
    '\x1b',
    '[',
    '31',
    'm',
    '\r',
    '\n',
    'x',
    ']',
    '\x07',
    '\\',
    'P',
    '(',
    '\0',
    '\u202e',
    ' ',
    '😀',
  ];
  for (let round = 0; round < 5000; round += 1) {
    let text = '';
    for (let i = random(14); i >= 0; i -= 1) text += parts[random(parts.length)];
    const cleaner = new OutputCleaner();
    let clean = '';
    for (let at = 0; at < text.length; ) {
      const next = at + 1 + random(4);
      clean += cleaner.push(text.slice(at, next));
      at = next;
    }
    clean += cleaner.end();
    assert.equal(clean, cleanText(text), JSON.stringify(text));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    assert.doesNotMatch(clean, /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
  }
});
