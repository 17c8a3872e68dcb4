import { strToU8, zipSync } from 'fflate';

/** The documents as a zip archive: UTF-8, folders by their names. */
export function zipOf(files: Iterable<{ name: string; text: string }>, at: Date): Uint8Array<ArrayBuffer> {
  const entries: Record<string, [Uint8Array, { mtime: Date }]> = {};
  for (const { name, text } of files) entries[name] = [strToU8(text), { mtime: at }];
  return new Uint8Array(zipSync(entries, { level: 6 }));
}

/** Part of a file's name, made of a title: "Two Sum!" gives "two-sum". */
export function slug(title: string): string {
  return (
    title
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 40) || 'interview'
  );
}

/** Lets the browser save `bytes` as a file. */
export function save(bytes: Uint8Array<ArrayBuffer>, name: string, type: string): void {
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Firefox reads the address after the click.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
