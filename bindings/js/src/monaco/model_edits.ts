import type * as monaco from 'monaco-editor';
import { Operation } from '../ot/operation.js';
import { rangeOf } from './places.js';

/** One change of a model event: offsets are those of the text before the event, in UTF-16 code units. */
export interface Change {
  readonly rangeOffset: number;
  readonly rangeLength: number;
  readonly text: string;
}

/** The operation that a model event made of a text of `length`. Throws `bad_text` for half a surrogate pair. */
export function operationOf(changes: readonly Change[], length: number): Operation {
  const operation = Operation.builder();
  let at = 0;
  // Monaco lists them from the last to the first; of two at one offset the later in the list comes first.
  for (const change of [...changes].reverse()) {
    operation.retain(change.rangeOffset - at);
    operation.insert(change.text);
    operation.erase(change.rangeLength);
    at = change.rangeOffset + change.rangeLength;
  }
  operation.retain(length - at);
  return operation.done();
}

/**
 * What `operation` is as edits of a model, in the coordinates of the text before it. An insertion and the
 * deletion behind it are one edit: two that touch have no order of their own.
 */
export function editsOf(
  operation: Operation,
  model: monaco.editor.ITextModel,
): monaco.editor.IIdentifiedSingleEditOperation[] {
  const edits: monaco.editor.IIdentifiedSingleEditOperation[] = [];
  let at = 0;
  let text = '';
  const add = (end: number) => {
    if (text === '' && end === at) return;
    edits.push({ range: rangeOf(model, at, end), text });
    text = '';
  };
  for (const part of operation.parts) {
    if (typeof part === 'string') {
      text = part;
    } else if (part > 0) {
      add(at);
      at += part;
    } else {
      add(at - part);
      at -= part;
    }
  }
  add(at);
  return edits;
}

/** A single replacement that makes `after` of `before`, as short as surrogate pairs allow. */
export function differenceOf(before: string, after: string): Operation {
  const most = Math.min(before.length, after.length);
  let prefix = 0;
  while (prefix < most && before[prefix] === after[prefix]) prefix += 1;
  let suffix = 0;
  while (suffix < most - prefix && before[before.length - 1 - suffix] === after[after.length - 1 - suffix])
    suffix += 1;
  // Beside half a pair (one that is alone, too) Monaco moves the ends of a range.
  while (prefix > 0 && isSurrogate(before, prefix - 1)) prefix -= 1;
  while (
    suffix > 0 &&
    (isSurrogate(before, before.length - suffix - 1) || isSurrogate(after, after.length - suffix - 1))
  )
    suffix -= 1;
  const inserted = after.slice(prefix, after.length - suffix);
  return Operation.splice(before.length, prefix, before.length - suffix - prefix, inserted);
}

function isSurrogate(text: string, position: number): boolean {
  return (text.charCodeAt(position) & 0xf800) === 0xd800;
}
