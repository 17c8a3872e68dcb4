import type { Run } from '@libinterview/client';
import { createContext, useContext, useSyncExternalStore } from 'react';
import type { RunLog, RunText } from './run_log.ts';
import type { Runner } from './runner.ts';

export interface Runs {
  readonly log: RunLog;
  readonly runner: Runner;
}

export const RunsContext = createContext<Runs | null>(null);

export function useRuns(): Runs {
  const runs = useContext(RunsContext);
  if (!runs) throw new Error('outside of a room');
  return runs;
}

/** What a run has printed so far. */
export function useRunText(run: Run): RunText {
  const { log } = useRuns();
  return useSyncExternalStore(log.subscribe, () => log.of(run));
}

/** Whether a run still takes input, as far as was seen: nobody gave it all of it, or said that it ends. */
export function useTakesInput(run: Run): boolean {
  const { log } = useRuns();
  return useSyncExternalStore(log.subscribe, () => log.takesInput(run.id));
}
