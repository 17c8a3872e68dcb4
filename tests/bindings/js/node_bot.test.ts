// examples/node_bot in a room of the real server, asked from the terminal: real sockets, and the package as it is built.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { projectPath } from './paths.js';

const kServer = process.env['INTERVIEW_SERVER'] ?? projectPath('build/bin/interviewd');
const kTerminal = process.env['INTERVIEW_CLI'] ?? projectPath('build/bin/interview');

class Program {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  readonly ended: Promise<number | null>;
  #onLine: () => void = () => {};
  #over = false;

  constructor(program: string, ...args: string[]) {
    this.#child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    if (!this.#child.stdout) throw new Error('no output');
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      this.#lines.push(line);
      this.#onLine();
    });
    this.ended = new Promise((resolve, reject) => {
      this.#child.on('error', reject);
      this.#child.on('close', (code) => {
        this.#over = true;
        resolve(code);
        this.#onLine();
      });
    });
  }

  /** What matches of the first line that does. */
  async says(what: RegExp): Promise<string> {
    for (;;) {
      for (const line of this.#lines) {
        const found = what.exec(line);
        if (found) return found[1] ?? found[0];
      }
      assert.ok(!this.#over, `it ended before it said ${what}: ${this.#lines.join('\n')}`);
      await new Promise<void>((resolve) => {
        this.#onLine = resolve;
      });
    }
  }

  stop(): void {
    this.#child.kill();
  }
}

test('a bot joins by its link, answers in the chat, and leaves', { timeout: 120_000 }, async () => {
  const compiler = projectPath('bindings/js/node_modules/typescript/bin/tsc');
  const built = spawnSync(process.execPath, [compiler, '-p', projectPath('bindings/js')], {
    encoding: 'utf8',
  });
  assert.equal(built.status, 0, built.stdout);
  const folder = mkdtempSync(join(tmpdir(), 'interview-bot-'));
  const state = join(folder, 'state');
  const server = new Program(
    kServer,
    'serve',
    '--data',
    join(folder, 'data'),
    '--listen',
    '127.0.0.1:0',
    '--welcome',
  );
  const programs = [server];
  try {
    const ofReviewer = await server.says(/^ *reviewer +(\S+)$/);
    const ofInterviewer = await server.says(/^ *interviewer +(\S+)$/);
    const watch = new Program(kTerminal, 'watch', ofInterviewer, '--name', 'Ann', '--state', state, '--json');
    programs.push(watch);
    const bot = new Program(
      process.execPath,
      '--experimental-websocket',
      projectPath('examples/node_bot/bot.mjs'),
      ofReviewer,
    );
    programs.push(bot);
    await bot.says(/^live$/);
    const say = async (text: string) => {
      const saying = new Program(kTerminal, 'say', ofInterviewer, text, '--name', 'Ann', '--state', state);
      programs.push(saying);
      assert.equal(await saying.ended, 0);
    };
    await say('How long is it?');
    await watch.says(/"text":"Ann, we have main\.py: \d+ lines\."/);
    await say('bye');
    assert.equal(await bot.ended, 0);
  } finally {
    for (const program of programs) program.stop();
    await server.ended;
    rmSync(folder, { recursive: true, force: true });
  }
});
