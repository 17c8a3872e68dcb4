// The name that the person gave last, and whether a name is one.

const kKey = 'interview.name';
/** Bytes of UTF-8, as the server counts. */
const kLongest = 64;

export type NameTrouble = 'missing' | 'bad';

export function nameTrouble(name: string): NameTrouble | null {
  if (name.trim() === '') return 'missing';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
  if (/[\u0000-\u001f\u007f-\u009f]/.test(name) || /\p{Surrogate}/u.test(name)) return 'bad';
  return new TextEncoder().encode(name.trim()).length > kLongest ? 'bad' : null;
}

export function rememberedName(): string {
  try {
    return localStorage.getItem(kKey) ?? '';
  } catch {
    return '';
  }
}

export function rememberName(name: string): void {
  try {
    localStorage.setItem(kKey, name);
  } catch {
    // It is asked again next time.
  }
}
