// The rules of docs/protocol.md for names of documents, said in words before the server has to.
import { kText } from '../../strings.ts';

const kLongestBytes = 128;
const kMostParts = 4;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const kControl = /[\u0000-\u001f\u007f-\u009f]/;

/** A name as the rules want it: without blanks around it, composed (NFC), with slashes that go forward. */
export function tidyName(name: string): string {
  return name.trim().normalize('NFC').replaceAll('\\', '/').replace(/^\.\//, '');
}

/** How names are compared: `Main.py` and `main.py` are one. */
export function folded(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** Why `name` cannot be the name of a document among `others`; null if it can. */
export function nameTrouble(name: string, others: Iterable<string>): string | null {
  const words = kText.room.files;
  if (name === '') return words.nameEmpty;
  if (new TextEncoder().encode(name).length > kLongestBytes) return words.nameLong(kLongestBytes);
  if (kControl.test(name)) return words.nameControl;
  const parts = name.split('/');
  if (parts.length > kMostParts) return words.nameDeep(kMostParts);
  if (parts.some((part) => part === '')) return words.nameSlash;
  if (parts.some((part) => part.startsWith('.'))) return words.nameDot;
  const own = folded(name);
  for (const other of others) if (folded(other) === own) return words.nameTaken(other);
  return null;
}

/** `name`, or `name` with a number before its ending, so that it is free among `others`. */
export function freeName(name: string, others: Iterable<string>): string {
  const taken = new Set([...others].map(folded));
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot > name.lastIndexOf('/') + 1 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  for (let n = 1; ; n += 1) {
    const candidate = n === 1 ? name : `${stem}-${n}${ending}`;
    if (!taken.has(folded(candidate))) return candidate;
  }
}
