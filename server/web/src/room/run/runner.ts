// Run and Stop, wherever they are pressed; and the input for the next run.
import type { Run } from '@libinterview/client';
import type { Desk } from '../desk.ts';
import { languageOf } from '../editor/language_of.ts';
import { may, mayEdit, mayStop } from '../may.ts';
import type { RoomState, RoomStore } from '../room_store.ts';

// A second press that comes so soon was not meant to stop what the first one started.
const kTwiceMs = 600;

/** The newest run; null if there was none. */
export function latestRun(view: RoomState['view']): Run | null {
  let latest: Run | null = null;
  for (const run of view.runs.values()) if (!latest || run.id > latest.id) latest = run;
  return latest;
}

/** Whether the person may run the document. */
export function mayRun(state: RoomState, doc: number): boolean {
  const content = state.view.docs.get(doc);
  return !!content && may(state, 'run') && mayEdit(state, content.owner);
}

export class Runner {
  readonly #room: RoomStore;
  readonly #desk: Desk;
  #pressed = Number.NEGATIVE_INFINITY;
  /** For the next run: all that it can read. '': what is typed while it runs. */
  input = '';

  constructor(room: RoomStore, desk: Desk) {
    this.#room = room;
    this.#desk = desk;
  }

  /** Runs the file in front; or stops what runs. `now` in ms. False: one may do neither. */
  press(now: number): boolean {
    const { state } = this.#room;
    const latest = latestRun(state.view);
    if (latest && latest.state !== 'ended') {
      if (!mayStop(state) || latest.stopping || now - this.#pressed < kTwiceMs) return false;
      return this.#room.send({ type: 'run_stop', run: latest.id });
    }
    const doc = this.#desk.state.active;
    if (!mayRun(state, doc)) return false;
    this.#pressed = now;
    const language = languageOf(state.view.docs.get(doc)?.name ?? '');
    // What was typed is on its way before the run: commands keep their order.
    return this.#room.send({
      type: 'run',
      doc,
      ...(language && language !== state.view.language ? { language } : {}),
      ...(this.input ? { stdin: this.input } : { interactive: true }),
    });
  }
}
