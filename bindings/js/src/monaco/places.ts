import type * as monaco from 'monaco-editor';
import type { Selection } from '../ot/selection.js';

/** The range from one offset of a model to another. */
export function rangeOf(model: monaco.editor.ITextModel, start: number, end: number): monaco.IRange {
  const from = model.getPositionAt(start);
  const to = model.getPositionAt(end);
  return {
    startLineNumber: from.lineNumber,
    startColumn: from.column,
    endLineNumber: to.lineNumber,
    endColumn: to.column,
  };
}

/** The carets and selections of an editor, which shows `model`, as offsets. */
export function selectionsOf(
  editor: monaco.editor.ICodeEditor,
  model: monaco.editor.ITextModel,
): Selection[] {
  return (editor.getSelections() ?? []).map((selection) => ({
    anchor: model.getOffsetAt({
      lineNumber: selection.selectionStartLineNumber,
      column: selection.selectionStartColumn,
    }),
    head: model.getOffsetAt({ lineNumber: selection.positionLineNumber, column: selection.positionColumn }),
  }));
}
