import type { Operation } from '../ot/operation.js';

/**
 * Undo of one person in one document: the inverses of one's own edits, kept applicable to the text as it is now
 * while others change it. That of the last step is the last; each applies to the text after the one behind it.
 */
export class UndoStack {
  readonly #mostSteps: number;
  #undo: Operation[] = [];
  #redo: Operation[] = [];

  constructor(mostSteps: number) {
    this.#mostSteps = mostSteps;
  }

  get canUndo(): boolean {
    return this.#undo.some((step) => !step.isNoop());
  }
  get canRedo(): boolean {
    return this.#redo.some((step) => !step.isNoop());
  }

  /** One's own edit was made. `joinsLast`: as a part of the step before it. */
  did(inverse: Operation, joinsLast: boolean): void {
    this.#redo = [];
    const last = joinsLast ? this.#undo.pop() : undefined;
    this.#push(this.#undo, last ? inverse.compose(last) : inverse);
  }

  /** What takes back the last step; the caller applies it, and hands its inverse to undid(). */
  takeUndo(): Operation | null {
    return take(this.#undo);
  }
  /** What does the last step again; the caller applies it, and hands its inverse to redid(). */
  takeRedo(): Operation | null {
    return take(this.#redo);
  }
  undid(inverse: Operation): void {
    this.#push(this.#redo, inverse);
  }
  redid(inverse: Operation): void {
    this.#push(this.#undo, inverse);
  }

  /** Somebody else changed the text. */
  rebase(remote: Operation): void {
    rebaseSteps(this.#undo, remote);
    rebaseSteps(this.#redo, remote);
  }

  /** Forgets every step. */
  clear(): void {
    this.#undo = [];
    this.#redo = [];
  }

  #push(steps: Operation[], inverse: Operation): void {
    steps.push(inverse);
    if (steps.length > this.#mostSteps) steps.shift();
  }
}

// Steps of which others have left nothing are passed over.
function take(steps: Operation[]): Operation | null {
  for (let step = steps.pop(); step; step = steps.pop()) if (!step.isNoop()) return step;
  return null;
}

function rebaseSteps(steps: Operation[], remote: Operation): void {
  let passing = remote;
  for (let at = steps.length - 1; at >= 0; at -= 1) {
    const step = steps[at];
    if (!step) continue;
    steps[at] = step.transform(passing, 'left');
    passing = passing.transform(step, 'right');
  }
}
