import type { BindingParts } from './monaco_binding.js';
import { selectionsOf } from './places.js';

// Between two messages that tell where one is.
const kPauseMs = 50;
// Of one message: a server takes no more (docs/protocol.md).
const kMostRanges = 64;

/** Tells others where one's carets and selections are, not more often than needed. */
export class SelectionSender {
  readonly #parts: BindingParts;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #owed = false;

  constructor(parts: BindingParts) {
    this.#parts = parts;
  }

  moved(): void {
    this.#owed = true;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.mayNow();
    }, kPauseMs);
  }

  /** Something that kept it back may be over: edits that wait, or no connection. */
  mayNow(): void {
    const { editor, model, doc, client } = this.#parts;
    if (!this.#owed || this.#timer !== null || editor.getModel() !== model || !client.session.live) return;
    const ranges = selectionsOf(editor, model).slice(0, kMostRanges);
    const message = client.session.select(doc, ranges);
    if (message === null) return;
    this.#owed = false;
    client.pass(message);
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#owed = false;
  }
}
