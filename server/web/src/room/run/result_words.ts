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

// As libinterview/src/sandbox/verdict.cc says it: "stopped after 10 s of CPU time while compiling", "used more than
// 256 MB of memory", "more than 1 MB of output", "too many processes (more than 64)".
const kLimit =
  /^(?:stopped after|used more than|more than|too many processes \(more than) ([\d.]+(?: s| MB)?)\)?(?: of (CPU time|memory|output))?( while compiling)?$/;

function limitIn(message: string): { most: string; cpu: boolean; compiling: boolean } | null {
  const found = kLimit.exec(message);
  if (!found) return null;
  const [, most = '', what, compiling] = found;
  return { most, cpu: what === 'CPU time', compiling: compiling !== undefined };
}

function stopped(run: Run): string {
  const words = kText.room.run;
  const limit = limitIn(run.message);
  if (!limit && run.message) return words.stoppedFor(run.message);
  const said = () => {
    switch (run.result) {
      case 'memory_limit':
        return words.memoryLimit(limit?.most ?? memory(run.memoryKb));
      case 'output_limit':
        return words.outputLimit(limit?.most ?? '');
      case 'process_limit':
        return words.processLimit(limit?.most ?? '');
      default:
        return (limit?.cpu ? words.cpuLimit : words.timeLimit)(limit?.most ?? duration(run.wallMs));
    }
  };
  return limit?.compiling ? words.whileCompiling(said()) : said();
}

/** "sha256:0123456789abcdef…", or a name with it, as what people compare; other names as they are. */
export function shortImage(image: string): string {
  return /sha256:([0-9a-f]{12})/.exec(image)?.[1] ?? image;
}

export interface Standing {
  /** Its place among those that wait; 0: its turn has come. */
  readonly queue: number;
  /** It takes longer to start than one that was kept ready would. */
  readonly slow: boolean;
}

/** How a run ended, or stands, in words. */
export function resultWords(run: Run, { queue, slow }: Standing = { queue: 0, slow: false }): string {
  const words = kText.room.run;
  if (run.state === 'queued')
    return queue > 0 ? words.queuedAt(queue) : slow ? words.startingCold : words.queued;
  if (run.state === 'running') {
    return run.stopping ? words.stopping : words.running;
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
    case 'memory_limit':
    case 'output_limit':
    case 'process_limit':
      return stopped(run);
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
