// examples/node_bot, a real server and real sockets between them.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { LiveClient, type Notice, parseLink, type SeenEvent } from '../../../bindings/js/src/index.js';
import { projectPath } from './paths.js';

// The first line of a program's output that matches.
function said(program: ChildProcess, what: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    if (!program.stdout) throw new Error('no output');
    createInterface({ input: program.stdout }).on('line', (line) => {
      const found = what.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
    program.on('error', reject);
    program.on('close', (code) => reject(new Error(`it ended with ${code} before it said ${what}`)));
  });
}

function ended(program: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => program.on('close', (code) => resolve(code)));
}

test('a bot joins by its link, answers in the chat, and leaves', { timeout: 60_000 }, async () => {
  const data = mkdtempSync(joinPath(tmpdir(), 'interview-bot-'));
  const interviewd = process.env['INTERVIEW_SERVER'] ?? projectPath('build/bin/interviewd');
  const server = spawn(interviewd, ['serve', '--data', data, '--listen', '127.0.0.1:0', '--welcome']);
  const stopped = ended(server);
  let bot: ChildProcess | null = null;
  let client: LiveClient | null = null;
  try {
    const [ofReviewer, ofInterviewer] = await Promise.all([
      said(server, /^ *reviewer +(\S+)$/),
      said(server, /^ *interviewer +(\S+)$/),
    ]);
    bot = spawn(process.execPath, [
      ...process.execArgv,
      projectPath('examples/node_bot/bot.mjs'),
      ofReviewer,
    ]);
    const left = ended(bot);
    const answered = new Promise<SeenEvent>((resolve) => {
      const onNotices = (notices: readonly Notice[]) => {
        for (const notice of notices) {
          if (notice.type !== 'happened') continue;
          const { event } = notice;
          if (event.kind === 'joined' && event.name === 'Bot') ask();
          if (event.kind === 'chat' && event.by !== client?.session.you) resolve(event);
        }
        if (notices.some((notice) => notice.type === 'loaded') && bots() > 0) ask();
      };
      const bots = () =>
        [...(client?.session.view.people.values() ?? [])].filter(({ name }) => name === 'Bot').length;
      const ask = () => {
        client?.session.send({ type: 'chat', text: 'How long is it?' });
        setImmediate(() => client?.flush());
      };
      client = new LiveClient(parseLink(ofInterviewer), { name: 'Ann' }, { onNotices });
      client.start();
    });
    const event = await answered;
    assert.ok(
      event.kind === 'chat' && /^Ann, we have \S+: \d+ lines\.$/.test(event.text),
      JSON.stringify(event),
    );
    const ann = client as LiveClient | null;
    ann?.session.send({ type: 'chat', text: 'bye' });
    ann?.flush();
    assert.equal(await left, 0);
    await ann?.leave();
  } finally {
    bot?.kill();
    server.kill();
    await stopped;
    rmSync(data, { recursive: true, force: true });
  }
});
