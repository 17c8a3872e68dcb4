import type { Operation } from './operation.js';

/** From where a selection was begun to where the caret is, in UTF-16 code units. Equal: a caret. */
export interface Selection {
  anchor: number;
  head: number;
}

/**
 * Another person's selection after `operation`: insertions at its ends stay outside of it; a caret stays left of
 * them.
 */
export function transformSelection(selection: Selection, operation: Operation): Selection {
  const { anchor, head } = selection;
  if (anchor === head) {
    const caret = operation.transformPosition(head, 'left');
    return { anchor: caret, head: caret };
  }
  const high = operation.transformPosition(Math.max(anchor, head), 'left');
  const low = Math.min(operation.transformPosition(Math.min(anchor, head), 'right'), high);
  return anchor < head ? { anchor: low, head: high } : { anchor: high, head: low };
}
