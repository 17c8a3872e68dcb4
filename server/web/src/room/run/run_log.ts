// What runs have printed, as it came. The library's view keeps the last 16 KiB of a run, this keeps more.
import type { Notice, OutputStream, Run } from '@libinterview/client';
import { cleanText, OutputCleaner } from './clean_output.ts';

export interface Piece {
  /** 'in': what somebody typed for the program, shown where it was typed. */
  readonly stream: OutputStream | 'in';
  /** Clean, for people. */
  readonly text: string;
}

export interface RunText {
  readonly pieces: readonly Piece[];
  /** As the program wrote it, for copying. */
  readonly raw: string;
  /** The beginning is not here. */
  readonly cut: boolean;
}

const kMostUnits = 1 << 20;
// Of the 16 KiB in a view at least so much is there if the beginning is missing.
const kViewUnits = 4096;
const kRunsKept = 20;
const kNothing: RunText = { pieces: [], raw: '', cut: false };

class Growing {
  readonly cleaners: Record<OutputStream, OutputCleaner> = {
    out: new OutputCleaner(),
    err: new OutputCleaner(),
  };
  text: RunText = kNothing;

  add(stream: OutputStream, data: string): void {
    this.append(stream, this.cleaners[stream].push(data), data);
  }

  end(): void {
    for (const stream of ['out', 'err'] as const) this.append(stream, this.cleaners[stream].end(), '');
  }

  append(stream: Piece['stream'], clean: string, data: string): void {
    if (clean === '' && data === '') return;
    const pieces = [...this.text.pieces];
    const last = pieces[pieces.length - 1];
    if (clean !== '') {
      if (last?.stream === stream) pieces[pieces.length - 1] = { stream, text: last.text + clean };
      else pieces.push({ stream, text: clean });
    }
    let units = pieces.reduce((sum, piece) => sum + piece.text.length, 0);
    let { cut } = this.text;
    while (units > kMostUnits) {
      const first = pieces[0];
      if (!first) break;
      cut = true;
      const over = units - kMostUnits;
      if (first.text.length <= over) pieces.shift();
      else pieces[0] = { stream: first.stream, text: first.text.slice(over) };
      units -= Math.min(over, first.text.length);
    }
    this.text = { pieces, raw: (this.text.raw + data).slice(-kMostUnits), cut };
  }
}

function ofView(run: Run): RunText {
  const growing = new Growing();
  for (const { stream, data } of run.output) growing.add(stream, data);
  if (run.state === 'ended') growing.end();
  return { ...growing.text, cut: growing.text.raw.length >= kViewUnits };
}

/** Fed with every notice of the session. */
export class RunLog {
  readonly #runs = new Map<number, Growing>();
  readonly #listeners = new Set<() => void>();
  readonly #inputOver = new Set<number>();
  #seen = new WeakMap<Run, RunText>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  take(notice: Notice): void {
    if (notice.type === 'loaded') {
      // What came while away is in the view alone.
      this.#runs.clear();
      this.#tell();
    }
    if (notice.type !== 'happened') return;
    const { event } = notice;
    if (event.kind === 'run_queued') {
      this.#runs.set(event.run, new Growing());
      if (event.input !== '') this.#inputOver.add(event.run);
      for (const old of this.#runs.keys()) {
        if (this.#runs.size <= kRunsKept) break;
        this.#runs.delete(old);
      }
    } else if (event.kind === 'run_output') this.#runs.get(event.run)?.add(event.stream, event.data);
    else if (event.kind === 'run_input') {
      this.#runs.get(event.run)?.append('in', cleanText(event.text), '');
      if (event.end) this.#inputOver.add(event.run);
    } else if (event.kind === 'run_ended') this.#runs.get(event.run)?.end();
    else return;
    this.#tell();
  }

  /** The text of a run: the same object until there is more. */
  of(run: Run): RunText {
    const growing = this.#runs.get(run.id);
    if (growing) return growing.text;
    let text = this.#seen.get(run);
    if (!text) {
      text = ofView(run);
      this.#seen.set(run, text);
    }
    return text;
  }

  /** False: it got its whole input at the start, or somebody ended it. */
  takesInput(id: number): boolean {
    return !this.#inputOver.has(id);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
