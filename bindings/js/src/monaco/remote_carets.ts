import type * as monaco from 'monaco-editor';
import type { Notice } from '../client/notices.js';
import type { Operation } from '../ot/operation.js';
import { type Selection, transformSelection } from '../ot/selection.js';
import { operationOf } from './model_edits.js';
import { rangeOf } from './places.js';

// A name stands at a caret that long after it moved.
const kFlagMs = 2000;

export interface CaretParts {
  /** For the flag. */
  nameOf(person: number): string;
  /** 0 to 7; the page styles `iv-peer-0` to `iv-peer-7`. */
  colourOf(person: number): number;
  /** The model of a document, if it has one by now. */
  modelOf(doc: number): monaco.editor.ITextModel | null;
  /** Who is followed is in another document. */
  onElsewhere?(doc: number): void;
}

/**
 * Where others are: their selections (class `iv-selection`), carets (`iv-caret`) and names (`iv-flag`, also
 * `iv-flag-shown` for two seconds after a move), in one editor over all models. Text that changes moves them.
 */
export class RemoteCarets {
  readonly #editor: monaco.editor.ICodeEditor;
  readonly #parts: CaretParts;
  readonly #peers = new Map<number, Peer>();
  readonly #subscription: monaco.IDisposable;
  #followed: number | null = null;

  constructor(editor: monaco.editor.ICodeEditor, parts: CaretParts) {
    this.#editor = editor;
    this.#parts = parts;
    this.#subscription = editor.onDidChangeModel(() => {
      for (const peer of this.#peers.values()) peer.place();
    });
  }

  /** A notice of the session; the models have it already. */
  take(notice: Notice): void {
    if (notice.type === 'selected') this.#moved(notice.connection, notice.by, notice.doc, notice.ranges);
    else if (notice.type === 'changed') this.#typed(notice.by, notice.doc, notice.op);
    else if (notice.type === 'presence' && !notice.online) this.#gone(notice.connection);
    // Who went meanwhile does not say so; who is still there tells a newcomer.
    else if (notice.type === 'loaded' || notice.type === 'caught_up')
      for (const connection of [...this.#peers.keys()]) this.#gone(connection);
  }

  /** Keeps that connection's caret in view, wherever it goes; null: nobody's. */
  follow(connection: number | null): void {
    this.#followed = connection;
    const peer = connection === null ? undefined : this.#peers.get(connection);
    if (peer) this.#reveal(peer);
  }

  /** Who is followed. */
  get followed(): number | null {
    return this.#followed;
  }

  /** The document that the connection's caret is in, if it has said. */
  documentOf(connection: number): number | null {
    return this.#peers.get(connection)?.doc ?? null;
  }

  dispose(): void {
    this.#subscription.dispose();
    for (const connection of [...this.#peers.keys()]) this.#gone(connection);
  }

  #moved(connection: number, by: number, doc: number, ranges: readonly Selection[]): void {
    let peer = this.#peers.get(connection);
    if (!peer) {
      peer = new Peer(this.#editor, connection, by, this.#parts.nameOf(by), this.#parts.colourOf(by));
      this.#peers.set(connection, peer);
    }
    peer.move(doc, this.#parts.modelOf(doc), ranges);
    if (this.#followed === connection) this.#reveal(peer);
  }

  // Who types is where the text changed; the selection that says so comes later.
  #typed(by: number, doc: number, op: Operation): void {
    const own = [...this.#peers].filter(([, peer]) => peer.by === by && peer.doc === doc);
    const [connection] = own[0] ?? [];
    const end = endOfSplice(op);
    if (own.length === 1 && connection !== undefined && end !== null)
      this.#moved(connection, by, doc, [{ anchor: end, head: end }]);
  }

  #gone(connection: number): void {
    this.#peers.get(connection)?.dispose();
    this.#peers.delete(connection);
    if (this.#followed === connection) this.#followed = null;
  }

  #reveal(peer: Peer): void {
    const model = this.#parts.modelOf(peer.doc);
    if (model === null || this.#editor.getModel() !== model) {
      this.#parts.onElsewhere?.(peer.doc);
      return;
    }
    const caret = peer.caret();
    if (caret) this.#editor.revealPositionInCenterIfOutsideViewport(caret);
  }
}

// One connection's carets: decorations of the model that they are in, and a flag in the editor.
class Peer {
  readonly #editor: monaco.editor.ICodeEditor;
  readonly #colour: string;
  readonly #flag: Flag;
  #model: monaco.editor.ITextModel | null = null;
  #ranges: readonly Selection[] = [];
  #decorations: string[] = [];
  #subscription: monaco.IDisposable | null = null;
  readonly by: number;
  doc = 0;

  constructor(
    editor: monaco.editor.ICodeEditor,
    connection: number,
    by: number,
    name: string,
    colour: number,
  ) {
    this.#editor = editor;
    this.by = by;
    this.#colour = `iv-peer-${colour}`;
    this.#flag = new Flag(editor, connection, name, this.#colour);
  }

  move(doc: number, model: monaco.editor.ITextModel | null, ranges: readonly Selection[]): void {
    this.doc = doc;
    if (model !== this.#model) {
      this.#clear();
      this.#model = model;
      this.#ranges = [];
      this.#subscription = model?.onDidChangeContent((event) => this.#changed(event, model)) ?? null;
    }
    if (!model) return;
    this.#flag.show();
    // Told once more after what was typed.
    if (isSame(ranges, this.#ranges)) return;
    this.#ranges = ranges;
    this.#draw(model);
    this.place();
  }

  // By the rules of the session, which are not those of Monaco's decorations: a caret stays left of what is
  // inserted at it.
  #changed(event: monaco.editor.IModelContentChangedEvent, model: monaco.editor.ITextModel): void {
    if (event.isEolChange) return;
    let before = model.getValueLength();
    for (const change of event.changes) before += change.rangeLength - change.text.length;
    const op = operationOf(event.changes, before);
    this.#ranges = this.#ranges.map((range) => transformSelection(range, op));
    this.#draw(model);
    this.place();
  }

  #draw(model: monaco.editor.ITextModel): void {
    const decorations: monaco.editor.IModelDeltaDecoration[] = [];
    for (const { anchor, head } of this.#ranges) {
      decorations.push({
        range: rangeOf(model, head, head),
        options: { className: `iv-caret ${this.#colour}`, showIfCollapsed: true, stickiness: 1 },
      });
      if (anchor === head) continue;
      decorations.push({
        range: rangeOf(model, Math.min(anchor, head), Math.max(anchor, head)),
        options: { className: `iv-selection ${this.#colour}`, stickiness: 1 },
      });
    }
    this.#decorations = model.deltaDecorations(this.#decorations, decorations);
  }

  // The editor shows a document, or the caret moved.
  place(): void {
    this.#flag.at(this.#model !== null && this.#editor.getModel() === this.#model ? this.caret() : null);
  }

  caret(): monaco.IPosition | null {
    const first = this.#ranges[0];
    if (!this.#model || this.#model.isDisposed() || !first) return null;
    return this.#model.getPositionAt(first.head);
  }

  dispose(): void {
    this.#clear();
    this.#flag.dispose();
  }

  #clear(): void {
    if (this.#model && !this.#model.isDisposed()) this.#model.deltaDecorations(this.#decorations, []);
    this.#decorations = [];
    this.#subscription?.dispose();
    this.#subscription = null;
  }
}

function isSame(a: readonly Selection[], b: readonly Selection[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ anchor, head }, index) => anchor === b[index]?.anchor && head === b[index]?.head)
  );
}

// Where typing ends, of an operation that changes one place.
function endOfSplice(op: Operation): number | null {
  const changes = op.parts.filter((part) => typeof part === 'string' || part < 0);
  const first = op.parts[0];
  const before = typeof first === 'number' && first > 0 ? first : 0;
  const inserted = changes.find((part) => typeof part === 'string') ?? '';
  const isOne = changes.length === 1 || (changes.length === 2 && inserted !== '' && op.parts.length <= 4);
  return isOne ? before + String(inserted).length : null;
}

class Flag implements monaco.editor.IContentWidget {
  readonly allowEditorOverflow = false;
  readonly suppressMouseDown = true;
  readonly #editor: monaco.editor.ICodeEditor;
  readonly #id: string;
  readonly #node = document.createElement('div');
  #position: monaco.IPosition | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(editor: monaco.editor.ICodeEditor, connection: number, name: string, colour: string) {
    this.#editor = editor;
    this.#id = `iv-flag-${connection}`;
    this.#node.className = `iv-flag ${colour}`;
    // The caret is told by its name to whoever can see; a list of people is elsewhere.
    this.#node.setAttribute('aria-hidden', 'true');
    this.#node.textContent = name;
    editor.addContentWidget(this);
  }

  getId(): string {
    return this.#id;
  }
  getDomNode(): HTMLElement {
    return this.#node;
  }
  getPosition(): monaco.editor.IContentWidgetPosition | null {
    // Above the line; below it in the first one.
    return this.#position && { position: this.#position, preference: [1, 2] };
  }

  at(position: monaco.IPosition | null): void {
    this.#position = position;
    this.#editor.layoutContentWidget(this);
  }

  show(): void {
    this.#node.classList.add('iv-flag-shown');
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#node.classList.remove('iv-flag-shown'), kFlagMs);
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#editor.removeContentWidget(this);
  }
}
