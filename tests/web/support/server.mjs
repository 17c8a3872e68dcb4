// A real interviewd on a port of its own, with a data folder that goes away.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Program } from './program.mjs';

export const kRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
export const kPrograms = process.env.INTERVIEW_PROGRAMS ?? join(kRoot, 'build/bin');

/** Runs a program of the project to its end, and gives what it printed. */
export async function run(name, args, { input = '', env = {} } = {}) {
  const program = new Program(join(kPrograms, name), args, { env: { ...process.env, ...env } });
  if (input) program.type(input);
  const code = await program.end();
  if (code !== 0) throw new Error(`${name} ${args[0]} ended with ${code}:\n${program.output}`);
  return program.output;
}

export class Server {
  #program;
  #options;
  #address = '127.0.0.1:0';
  #owner;

  /** http://127.0.0.1:PORT, the same after start() again */
  url = '';
  folder = '';

  constructor(options = []) {
    this.#options = options;
  }

  static async open(options = []) {
    const server = new this(options);
    server.folder = await mkdtemp(join(tmpdir(), 'interview-web-'));
    await server.start();
    return server;
  }

  /** After kill(): on the same port, with the same data. */
  async start() {
    const data = join(this.folder, 'data');
    const words = ['serve', '--listen', this.#address, '--data', data, ...this.#options];
    const [command, ...rest] = this.command([join(kPrograms, 'interviewd'), ...words]);
    this.#program = new Program(command, rest);
    const [, url, address] = await this.#program.waitFor('interviewd is at (http://(\\S+))');
    this.url = url;
    this.#address = address;
  }

  /** Its data folder, as it is seen from here. */
  get data() {
    return join(this.folder, 'data');
  }

  /** How it is started, given its own command line. */
  command(words) {
    return words;
  }

  /** While it runs. */
  get pid() {
    return this.#program.pid;
  }

  /** As a crash, unless another signal is given. */
  async kill(signal = 'SIGKILL') {
    await this.#program.kill(signal);
  }

  /** What it has logged since its last start. */
  get log() {
    return this.#program.output;
  }

  async close() {
    if (this.#program.running) await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }

  token(args) {
    return run('interviewd', ['token', '--data', this.data, ...args]).then((text) => text.trim());
  }

  async ownerToken() {
    this.#owner ??= await this.token(['--role', 'owner']);
    return this.#owner;
  }

  /** An answer of the HTTP API, as JSON. */
  async ask(method, path, body, token) {
    const headers = { 'content-type': 'application/json' };
    if (token) headers.authorization = `Bearer ${token}`;
    const text = body === undefined ? undefined : JSON.stringify(body);
    const answer = await fetch(this.url + path, { method, headers, body: text });
    return { status: answer.status, ...(await answer.json()) };
  }

  /** A new room: {room, links: {interviewer, reviewer, observer}}. `wanted`: {title?, language?} */
  async makeRoom(wanted = {}) {
    const made = await this.ask('POST', '/api/v1/rooms', wanted, await this.ownerToken());
    if (made.status !== 201) throw new Error(JSON.stringify(made));
    return made;
  }

  /** Another link: `wanted` is {role, uses?, hours?}. */
  async invite(room, wanted) {
    return (await this.ask('POST', `/api/v1/rooms/${room.room}/invitations`, wanted, await this.ownerToken()))
      .link;
  }

  /** The text of a file as the server has it, read by the terminal client. */
  text(room, file) {
    const env = { XDG_STATE_HOME: join(this.folder, 'state'), INTERVIEW_LINK: room.links.interviewer };
    const args = ['cat', '--name', 'Reader', '--json'];
    if (file) args.push('-', file);
    return run('interview', args, { env, input: file ? room.links.interviewer : '' }).then(
      (json) => JSON.parse(json).text,
    );
  }

  /** `interview join` of somebody, ready for lines; kill() it in the end. */
  async terminal(link, name, args = []) {
    const env = { ...process.env, XDG_STATE_HOME: join(this.folder, `state-${name}`), LC_ALL: 'C.UTF-8' };
    const program = new Program(join(kPrograms, 'interview'), ['join', link, '--name', name, ...args], {
      env,
      cwd: this.folder,
    });
    await program.waitFor('/help says what you can do');
    return program;
  }
}
