// What is done with files, wherever the page offers it.
import { kText } from '../../strings.ts';
import { toast } from '../../ui/toasts.ts';
import { ownerOfNew } from '../may.ts';
import type { RoomStore } from '../room_store.ts';
import { kMostFiles, type OnDisk, takeFiles } from './take_files.ts';
import { save, slug, zipOf } from './zip.ts';

const words = kText.room.files;
const kNamesShown = 4;

function names(room: RoomStore): string[] {
  return [...room.state.view.docs.values()].map((doc) => doc.name);
}

export function openFile(room: RoomStore, name: string, text = ''): void {
  const owner = ownerOfNew(room.state);
  if (owner !== null) room.send({ type: 'open_doc', name, text, owner });
}

/** Adds files from the disk, and says what was left out and why. */
export async function addFiles(room: RoomStore, found: readonly OnDisk[]): Promise<void> {
  const { files, skipped } = await takeFiles(found, names(room));
  for (const { name, text } of files) openFile(room, name, text);
  if (files.length > 0) toast({ kind: 'good', title: words.added(files.length) });
  if (skipped.length === 0) return;
  const said = skipped.slice(0, kNamesShown).map(({ name, why }) => `${name} ${words.skip[why] ?? ''}`);
  const text = said.join('; ') + (skipped.length > kNamesShown ? '; …' : '.');
  toast({ kind: 'bad', title: words.skipped(skipped.length), text, stays: true });
}

/** Lets the browser save all documents as they are here, unsent edits included. */
export function download(room: RoomStore): void {
  const { docs, title } = room.client.session.view;
  save(zipOf(docs.values(), new Date()), `${slug(title)}.zip`, 'application/zip');
}

export { kMostFiles };
