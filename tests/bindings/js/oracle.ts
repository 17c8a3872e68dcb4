// The C++ library, asked over a pipe: tests/bindings/oracle. INTERVIEW_ORACLE: where the program is.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { projectPath } from './paths.js';

export type Answer = Record<string, unknown>;

export class Oracle {
  readonly #program: ChildProcessWithoutNullStreams;
  readonly #waiting: { resolve(answer: unknown): void; reject(why: Error): void }[] = [];
  #said = '';
  #ended: Error | null = null;

  constructor() {
    this.#program = spawn(process.env['INTERVIEW_ORACLE'] ?? projectPath('build/bin/oracle'));
    createInterface({ input: this.#program.stdout }).on('line', (line) => {
      this.#waiting.shift()?.resolve(JSON.parse(line));
    });
    this.#program.stderr.on('data', (data) => {
      this.#said += String(data);
    });
    this.#program.on('error', (error) => this.#end(error));
    this.#program.on('close', (code) => this.#end(new Error(`the oracle ended with ${code}: ${this.#said}`)));
    this.#program.stdin.on('error', () => {});
  }

  ask(question: Answer): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#ended) {
        reject(this.#ended);
        return;
      }
      this.#waiting.push({ resolve, reject });
      this.#program.stdin.write(`${JSON.stringify(question)}\n`);
    });
  }

  stop(): void {
    this.#program.stdin.end();
  }

  #end(why: Error): void {
    this.#ended = why;
    for (const waiting of this.#waiting.splice(0)) waiting.reject(why);
  }
}
