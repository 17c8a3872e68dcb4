import type { Run } from '@libinterview/client';
import { kText } from '../../strings.ts';

const kSignals: Readonly<Record<number, string>> = {
  4: 'SIGILL',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  13: 'SIGPIPE',
  15: 'SIGTERM',
};

/** "0.31 s", "12 ms". */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

/** "8 MB" of KiB. */
export function memory(kb: number): string {
  if (kb < 1024) return `${kb} kB`;
  return `${Math.round(kb / 1024)} MB`;
}

/** How a run ended, or stands, in words; `queue`: its place, 0 if not waiting. */
export function resultWords(run: Run, queue = 0, cold = false): string {
  const words = kText.room.run;
  if (run.state === 'queued') return queue > 0 ? words.queuedAt(queue) : words.queued;
  if (run.state === 'running') {
    if (run.stopping) return words.stopping;
    return cold && run.output.length === 0 ? words.startingCold : words.running;
  }
  switch (run.result) {
    case 'ok':
      return words.ok;
    case 'compile_error':
      return words.compileError;
    case 'runtime_error':
      return run.signal > 0
        ? words.endedBySignal(kSignals[run.signal] ?? `${run.signal}`)
        : words.exitedWith(run.exitCode);
    case 'time_limit':
      return words.timeLimit(run.message, duration(run.wallMs));
    case 'memory_limit':
      return words.memoryLimit(run.message, memory(run.memoryKb));
    case 'output_limit':
      return words.outputLimit(run.message);
    case 'process_limit':
      return words.processLimit(run.message);
    case 'cancelled':
      return words.cancelled;
    case 'interrupted':
      return words.interrupted;
    default:
      return run.message ? words.internalErrorOf(run.message) : words.internalError;
  }
}

/** Whether that is good news, bad news, or neither. */
export function resultMood(run: Run): 'good' | 'bad' | 'none' {
  if (run.state !== 'ended') return 'none';
  if (run.result === 'ok') return 'good';
  return run.result === 'cancelled' || run.result === 'interrupted' ? 'none' : 'bad';
}
