// A program that a test starts: its output as it comes, and its end.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Milliseconds that anything waited for may take; a machine that builds meanwhile is slow. */
export const kPatience = Number(process.env.INTERVIEW_PATIENCE ?? '60') * 1000;

export class Program {
  #process;
  #ended;
  #read = 0;
  output = '';

  constructor(command, args, options = {}) {
    // Should this process be killed, so is the program.
    const words = ['--pdeathsig=KILL', '--', command, ...args.map(String)];
    this.#process = spawn('/usr/bin/setpriv', words, { stdio: ['pipe', 'pipe', 'pipe'], ...options });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        this.output += text;
      });
    }
    this.#ended = once(this.#process, 'close').then(([code]) => code);
  }

  get pid() {
    return this.#process.pid;
  }

  get running() {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** The match of the next place in the output that fits `pattern`. */
  async waitFor(pattern) {
    const deadline = AbortSignal.timeout(kPatience);
    for (;;) {
      const match = new RegExp(pattern, 'm').exec(this.output.slice(this.#read));
      if (match) {
        this.#read += match.index + match[0].length;
        return match;
      }
      if (!this.running) throw new Error(`the program ended before ${pattern}:\n${this.output}`);
      const more = once(this.#process.stdout, 'data', { signal: deadline });
      const said = once(this.#process.stderr, 'data', { signal: deadline });
      await Promise.race([more, said, this.#ended]).catch(() => {
        throw new Error(`the program is silent before ${pattern}:\n${this.output}`);
      });
      more.catch(() => {});
      said.catch(() => {});
    }
  }

  type(line) {
    this.#process.stdin.write(`${line}\n`);
  }

  /** Waits for its end: the exit code, null after a signal. */
  end() {
    return this.#ended;
  }

  async kill(signal = 'SIGKILL') {
    this.#process.kill(signal);
    return await this.#ended;
  }
}
