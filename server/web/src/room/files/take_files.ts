// Files and folders from the person's disk, as documents: text only, within limits that are said.
import { nameTrouble, tidyName } from './name_check.ts';

/** What is taken at once. The server has limits of its own. */
export const kMostFiles = 50;
/** UTF-16 code units: the limit of a document. */
export const kMostUnits = 1 << 20;
const kSkippedFolders = new Set(['node_modules', '__pycache__', 'target', 'build', 'dist', 'venv']);

export type Skip = 'binary' | 'big' | 'many' | 'name' | 'taken' | 'unread';

export interface Taken {
  readonly files: readonly { name: string; text: string }[];
  readonly skipped: readonly { name: string; why: Skip }[];
}

/** A file on the disk; `name` with its folders. */
export interface OnDisk {
  readonly name: string;
  readonly size: number;
  bytes(): Promise<Uint8Array>;
}

/** Text of bytes, with the line ends of the room; null: that is no text. */
export function textOf(bytes: Uint8Array): string | null {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
  return text.includes('\0') ? null : text.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
}

/** Hidden files, and folders that tools make, are not what was meant. */
export function isMeant(name: string): boolean {
  const parts = name.split('/');
  return (
    !parts.some((part) => part.startsWith('.')) &&
    !parts.slice(0, -1).some((part) => kSkippedFolders.has(part))
  );
}

/** Reads what is text, has a good name that is free among `names`, and is not too much. */
export async function takeFiles(found: readonly OnDisk[], names: readonly string[]): Promise<Taken> {
  const files: { name: string; text: string }[] = [];
  const skipped: { name: string; why: Skip }[] = [];
  const used = [...names];
  for (const one of found) {
    const name = tidyName(one.name);
    if (!isMeant(name)) continue;
    const skip = (why: Skip) => skipped.push({ name, why });
    if (files.length >= kMostFiles) skip('many');
    else if (one.size > kMostUnits * 4) skip('big');
    else if (nameTrouble(name, [])) skip('name');
    else if (nameTrouble(name, used)) skip('taken');
    else {
      const bytes = await one.bytes().catch(() => null);
      const text = bytes && textOf(bytes);
      if (!bytes) skip('unread');
      else if (text === null) skip('binary');
      else if (text.length > kMostUnits) skip('big');
      else {
        files.push({ name, text });
        used.push(name);
      }
    }
  }
  return { files, skipped };
}

/** The files of a drop, with those in folders. To be called while the event is handled. */
export async function droppedFiles(items: DataTransferItemList): Promise<OnDisk[]> {
  // All of them at once: the list is empty after the event.
  const dropped = [...items].map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const found: OnDisk[] = [];
  for (const { entry, file } of dropped)
    if (entry) await walk(entry, found);
    else if (file) found.push(onDisk(file.name, file));
  return found;
}

/** Those of an input, which names the folder if one was chosen. */
export function chosenFiles(files: Iterable<globalThis.File>): OnDisk[] {
  return [...files].map((file) => onDisk(file.webkitRelativePath || file.name, file));
}

function onDisk(name: string, file: globalThis.File): OnDisk {
  return { name, size: file.size, bytes: async () => new Uint8Array(await file.arrayBuffer()) };
}

async function walk(entry: FileSystemEntry, found: OnDisk[]): Promise<void> {
  const name = entry.fullPath.replace(/^\//, '');
  if (found.length > kMostFiles * 4 || !isMeant(`${name}${entry.isDirectory ? '/x' : ''}`)) return;
  if (entry.isFile) {
    const file = await new Promise<globalThis.File>((done, fail) =>
      (entry as FileSystemFileEntry).file(done, fail),
    );
    found.push(onDisk(name, file));
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A reader gives some of the entries at a time, and none at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
    if (some.length === 0) return;
    for (const inner of some) await walk(inner, found);
  }
}
