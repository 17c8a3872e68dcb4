import type { Doc } from '@libinterview/client';
import { sameList, useRoom } from '../use_room.ts';
import type { File } from './file_tree.ts';

const sameFiles = sameList<File>((a, b) => a.id === b.id && a.name === b.name && a.owner === b.owner);

/** The documents without their texts: typing does not change them. */
export function useFiles(): readonly File[] {
  return useRoom(
    (state) => [...state.view.docs.values()].map(({ id, name, owner }: Doc): File => ({ id, name, owner })),
    sameFiles,
  );
}
