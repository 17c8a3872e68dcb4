import type * as monaco from 'monaco-editor';
import type { ClientSession } from '../client/client_session.js';
import type { Notice } from '../client/notices.js';
import { InterviewError } from '../errors.js';
import type { Operation } from '../ot/operation.js';
import { transformSelection } from '../ot/selection.js';
import { differenceOf, editsOf, operationOf } from './model_edits.js';
import { selectionsOf } from './places.js';
import { SelectionSender } from './selection_sender.js';
import { Typing } from './typing.js';

/** What of a LiveClient is needed. */
export interface SessionHost {
  readonly session: ClientSession;
  flush(): void;
  pass(message: string): void;
}

export interface BindingParts {
  editor: monaco.editor.IStandaloneCodeEditor;
  /** Of this document alone; the binding fills it. */
  model: monaco.editor.ITextModel;
  doc: number;
  client: SessionHost;
  readOnly?: boolean;
  /** What was typed could not be taken (`document_too_big`, `bad_text`); it is gone from the editor. */
  onRefused?: (why: InterviewError) => void;
  now?: () => number;
}

/**
 * The editor needs them: with EditContext a remote edit spoils what an input method composes, and texts hold
 * whatever line terminators people paste.
 */
export const kEditorOptions = { editContext: false, unusualLineTerminators: 'off' } as const;

// monaco.editor.EndOfLineSequence.LF, without the library at run time.
const kLf = 0 as monaco.editor.EndOfLineSequence;

// Monaco's own undo, which would take back what others wrote.
interface Undoable {
  undo(): void;
  redo(): void;
  canUndo(): boolean;
  canRedo(): boolean;
}

/**
 * Keeps a model and a document of the session the same: what is typed becomes an edit, what others do becomes an
 * edit of the model, undo and redo are those of the session. Feed it every notice of the session, in order and at
 * once. The model is given line feeds only, whatever the system.
 */
export class MonacoBinding {
  readonly #parts: BindingParts;
  readonly #typing: Typing;
  readonly #sender: SelectionSender;
  readonly #subscriptions: monaco.IDisposable[];
  #applying = false;
  #length: number; // of the text here, as of the last event

  constructor(parts: BindingParts) {
    const { editor, model, doc, client } = parts;
    this.#parts = parts;
    this.#typing = new Typing(parts.now ?? (() => performance.now()));
    // Trimming would be an edit that nobody made.
    model.updateOptions({ trimAutoWhitespace: false });
    model.setEOL(kLf);
    this.#length = model.getValueLength();
    this.#load();
    this.#sender = new SelectionSender(parts);
    this.#subscriptions = [
      model.onDidChangeContent((event) => this.#changed(event)),
      editor.onDidChangeCursorSelection(() => {
        if (!this.#applying && editor.getModel() === model) this.#sender.moved();
      }),
      editor.onDidBlurEditorText(() => this.#typing.stop()),
    ];
    const undoable = model as unknown as Undoable;
    undoable.undo = () => this.undo();
    undoable.redo = () => this.redo();
    undoable.canUndo = () => client.session.canUndo(doc);
    undoable.canRedo = () => client.session.canRedo(doc);
    if (parts.readOnly !== undefined) this.setReadOnly(parts.readOnly);
    this.#sender.moved();
  }

  /** A notice of the session. */
  take(notice: Notice): void {
    if (notice.type === 'loaded') this.#load();
    else if (notice.type === 'changed' && notice.doc === this.#parts.doc) this.#apply(notice.op);
    else if (notice.type === 'acknowledged') this.#sender.mayNow();
    // Whoever comes knows nobody's place.
    else if (notice.type === 'caught_up' || (notice.type === 'presence' && notice.online))
      this.#sender.moved();
  }

  /** Whether the editor takes input; what others do is shown all the same. */
  setReadOnly(on: boolean): void {
    const { editor, model } = this.#parts;
    if (editor.getModel() === model) editor.updateOptions({ readOnly: on });
  }

  undo(): void {
    this.#step(this.#parts.client.session.undo(this.#parts.doc));
  }

  redo(): void {
    this.#step(this.#parts.client.session.redo(this.#parts.doc));
  }

  /** Ends it. The model goes on as it is, by itself. */
  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#sender.dispose();
    const own = this.#parts.model as Partial<Undoable>;
    // Those of its class show again.
    delete own.undo;
    delete own.redo;
    delete own.canUndo;
    delete own.canRedo;
  }

  #changed(event: monaco.editor.IModelContentChangedEvent): void {
    if (this.#applying) return;
    const { model, doc, client } = this.#parts;
    if (event.isEolChange || model.getEOL() !== '\n') {
      // No edit: a text has line feeds only, and positions count them as one unit.
      this.#quietly(() => model.setEOL(kLf));
      if (event.isEolChange) return;
    }
    const before = this.#length;
    this.#length = model.getValueLength();
    try {
      if (event.isFlush) {
        const text = client.session.view.docs.get(doc)?.text ?? '';
        client.session.edit(doc, differenceOf(text, model.getValue()));
      } else {
        client.session.edit(doc, operationOf(event.changes, before), this.#typing.goesOn(event.changes));
      }
    } catch (error) {
      if (!(error instanceof InterviewError)) throw error;
      this.#load();
      this.#parts.onRefused?.(error);
      return;
    }
    this.#sender.moved();
    client.flush();
  }

  // One's own undo or redo; the session has it already.
  #step(op: Operation | null): void {
    if (!op) return;
    this.#typing.stop();
    this.#apply(op);
    this.#revealChange(op);
    this.#sender.moved();
    this.#parts.client.flush();
  }

  #apply(op: Operation): void {
    const { model } = this.#parts;
    if (op.baseLength !== model.getValueLength()) {
      this.#load();
      return;
    }
    const keep = this.#keepPlace(op);
    this.#quietly(() => model.applyEdits(editsOf(op, model)));
    keep();
  }

  // Makes the model what the session has, changing as little as that needs.
  #load(): void {
    const { model, doc, client } = this.#parts;
    const text = client.session.view.docs.get(doc)?.text;
    if (text === undefined || text === model.getValue()) return;
    const op = differenceOf(model.getValue(), text);
    const keep = this.#keepPlace(op);
    this.#quietly(() => model.applyEdits(editsOf(op, model)));
    keep();
  }

  #quietly(change: () => void): void {
    this.#applying = true;
    try {
      change();
    } finally {
      this.#applying = false;
      this.#length = this.#parts.model.getValueLength();
    }
  }

  // Carets stay left of what others insert at them, and what is in view stays where it is.
  #keepPlace(op: Operation): () => void {
    const { editor, model } = this.#parts;
    if (editor.getModel() !== model) return () => {};
    const selections = selectionsOf(editor, model);
    const top = editor.getVisibleRanges()[0]?.startLineNumber ?? 1;
    const topOffset = model.getOffsetAt({ lineNumber: top, column: 1 });
    const above = editor.getScrollTop() - editor.getTopForLineNumber(top);
    return () => {
      const wanted = selections.map((selection) => {
        const { anchor, head } = transformSelection(selection, op);
        const from = model.getPositionAt(anchor);
        const to = model.getPositionAt(head);
        return {
          selectionStartLineNumber: from.lineNumber,
          selectionStartColumn: from.column,
          positionLineNumber: to.lineNumber,
          positionColumn: to.column,
        };
      });
      const now = editor.getSelections() ?? [];
      if (wanted.length > 0 && !wanted.every((selection, index) => isSame(selection, now[index]))) {
        this.#applying = true;
        editor.setSelections(wanted);
        this.#applying = false;
      }
      const line = model.getPositionAt(op.transformPosition(topOffset, 'right')).lineNumber;
      if (line !== top) editor.setScrollTop(editor.getTopForLineNumber(line) + above);
    };
  }

  #revealChange(op: Operation): void {
    const { editor, model } = this.#parts;
    if (editor.getModel() !== model) return;
    let end = 0; // of the last thing that changed
    let at = 0;
    for (const part of op.parts) {
      if (typeof part === 'number' && part > 0) at += part;
      else {
        if (typeof part === 'string') at += part.length;
        end = at;
      }
    }
    const position = model.getPositionAt(end);
    editor.setPosition(position);
    editor.revealPositionInCenterIfOutsideViewport(position);
  }
}

type Four = Pick<
  monaco.Selection,
  'selectionStartLineNumber' | 'selectionStartColumn' | 'positionLineNumber' | 'positionColumn'
>;

function isSame(a: Four, b: Four | undefined): boolean {
  return (
    b !== undefined &&
    a.selectionStartLineNumber === b.selectionStartLineNumber &&
    a.selectionStartColumn === b.selectionStartColumn &&
    a.positionLineNumber === b.positionLineNumber &&
    a.positionColumn === b.positionColumn
  );
}
