import type { Operation } from '../ot/operation.js';
import { type Selection, transformSelection } from '../ot/selection.js';
import type { Text } from '../ot/text.js';
import type { Command } from '../protocol/commands.js';
import { splitForMessage } from './split.js';

/** A command that is not in the log yet. */
export interface Pending {
  /** 0 until it is put in flight. */
  n: number;
  /** On this connection, and not answered. */
  sent: boolean;
  /** Edits composed into it. */
  edits: number;
  command: Command;
}

/** One command in flight, the rest waiting in order. */
export class PendingCommands {
  inFlight: Pending | null = null;
  #waiting: Pending[] = [];

  get waiting(): boolean {
    return this.#waiting.length > 0;
  }
  get empty(): boolean {
    return !this.inFlight && !this.waiting;
  }
  /** Edits made since what is in the log, composed ones counted singly. */
  get edits(): number {
    return this.all().reduce((sum, pending) => sum + pending.edits, 0);
  }
  all(): Pending[] {
    return this.inFlight ? [this.inFlight, ...this.#waiting] : [...this.#waiting];
  }

  /**
   * Adds a command behind the others. An edit is composed into the one before it where that is an edit of the
   * same document that still waits.
   */
  add(command: Command): void {
    if (command.type === 'edit') {
      const last = this.#waiting[this.#waiting.length - 1];
      const before = last && editOf(last, command.doc);
      if (last && before) {
        last.command = { ...command, op: before.compose(command.op) };
        last.edits += 1;
        return;
      }
    }
    this.#waiting.push({ n: 0, sent: false, edits: command.type === 'edit' ? 1 : 0, command });
  }

  /** Puts the first waiting command in flight as number `n`, an edit cut to what `messageBytes` can carry. */
  launch(n: number, messageBytes: number): Pending | null {
    const pending = this.#waiting.shift();
    if (!pending) return null;
    pending.n = n;
    this.inFlight = pending;
    if (pending.command.type === 'edit') {
      const { doc, op } = pending.command;
      const [first, rest] = splitForMessage(op, messageBytes);
      pending.command = { type: 'edit', doc, op: first };
      if (rest)
        this.#waiting.unshift({ n: 0, sent: false, edits: 1, command: { type: 'edit', doc, op: rest } });
    }
    return pending;
  }

  waitsFor(doc: number): boolean {
    return this.#waiting.some((pending) => editOf(pending, doc));
  }

  /**
   * `remote` was committed: rebases every pending edit of the document on it, and returns it as it applies to
   * the text here. What is committed later stands left of what is committed earlier: ours is the later one.
   */
  rebase(doc: number, remote: Operation): Operation {
    let passing = remote;
    for (const pending of this.all()) {
      const mine = editOf(pending, doc);
      if (!mine) continue;
      pending.command = { type: 'edit', doc, op: mine.transform(passing, 'left') };
      passing = passing.transform(mine, 'right');
    }
    return passing;
  }

  /** Takes the refused edit in flight out: what to apply to the text here. `base`: what it was based on. */
  rollBack(doc: number, op: Operation, base: Text): Operation {
    const inverse = op.invertErased(base.apply(op).erased);
    this.inFlight = null;
    return this.rebase(doc, inverse);
  }

  /** The document is gone: takes out the waiting edits of it and returns what they would have inserted. */
  dropWaiting(doc: number): string {
    let inserted = '';
    for (const pending of this.#waiting) inserted += editOf(pending, doc)?.inserted() ?? '';
    this.#waiting = this.#waiting.filter((pending) => !editOf(pending, doc));
    return inserted;
  }

  /** What of a selection made by others on the committed text holds here. */
  bringHere(doc: number, selection: Selection): Selection {
    let here = selection;
    for (const pending of this.all()) {
      const op = editOf(pending, doc);
      if (op) here = transformSelection(here, op);
    }
    return here;
  }

  /** Of an outbox; the first is in flight if it has a number. */
  restore(commands: Pending[]): void {
    this.inFlight = commands[0]?.n ? commands[0] : null;
    this.#waiting = this.inFlight ? commands.slice(1) : commands;
  }
}

/** Its operation, if it is an edit of that document. */
export function editOf(pending: Pending, doc: number): Operation | null {
  const { command } = pending;
  return command.type === 'edit' && command.doc === doc ? command.op : null;
}
