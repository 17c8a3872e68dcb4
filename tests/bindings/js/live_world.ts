// What a LiveClient needs of the world, moved by hand: time, a network, and a real room of the C++ library.
import assert from 'node:assert/strict';
import type { LiveOptions, OpenSocket, SetTimer, SocketEvents } from '../../../bindings/js/src/index.js';
import { Oracle } from './oracle.js';
import { Random } from './random.js';

export const kPing = '{"type":"ping"}';

interface Wire {
  link: number;
  events: SocketEvents;
  toServer: string[];
  cut: boolean;
}

export class LiveWorld {
  readonly oracle: Oracle;
  now = 1_700_000_000_000;
  /** The network does not answer: nothing is carried, and nothing is said. */
  silent = false;
  /** false: the server answers pings, and gets to nothing else. */
  saves = true;
  /** Connections are refused. */
  down = false;
  joins = 0;
  /** What was sent by clients, in order. */
  readonly sent: string[] = [];
  readonly #random: Random;
  readonly #timers = new Set<{ at: number; run: () => void }>();
  #wires: Wire[] = [];
  #lastLink = 0;

  constructor(seed: number, oracle = new Oracle()) {
    this.#random = new Random(seed);
    this.oracle = oracle;
  }

  async openRoom(limits: Record<string, number> = {}): Promise<void> {
    await this.oracle.ask({ do: 'room', seed: this.#random.next(), ...limits });
  }

  /** For a client of that person. */
  options(subject: string, role = 'interviewer'): LiveOptions {
    return {
      name: subject,
      now: () => this.now,
      random: (count) => this.#random.bytes(count),
      setTimer: this.setTimer,
      webSocket: this.webSocket,
      fetch: async () => {
        this.joins += 1;
        if (this.down) throw new TypeError('no network');
        return Response.json({ token: `${role}/${subject}`, room: 'r_simulated', role, expires_at: 0 });
      },
      wakeUps: () => () => {},
    };
  }

  readonly setTimer: SetTimer = (run, ms) => {
    const timer = { at: this.now + ms, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  readonly webSocket: OpenSocket = (_url, protocol, events) => {
    assert.equal(protocol, 'interview.v1');
    this.#lastLink += 1;
    const wire: Wire = { link: this.#lastLink, events, toServer: [], cut: false };
    void this.#open(wire);
    return {
      send: (message) => {
        this.sent.push(message);
        wire.toServer.push(message);
      },
      close: () => this.#cut(wire),
    };
  };

  /** Carries everything, and lets up to `patienceMs` pass, until it is so. */
  async until(so: () => boolean, patienceMs = 20_000): Promise<void> {
    const deadline = this.now + patienceMs;
    for (let quiet = 0; !so(); ) {
      quiet = (await this.carry()) ? 0 : quiet + 1;
      // A few rounds for what waits for promises and databases.
      if (quiet < 30) continue;
      const next = Math.min(...[...this.#timers].map((timer) => timer.at));
      assert.ok(next <= deadline, 'it does not come to be so');
      this.advance(next - this.now);
      quiet = 0;
    }
  }

  /** Time passes: timers go off. */
  advance(ms: number): void {
    const end = this.now + ms;
    for (;;) {
      const due = [...this.#timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.#timers.delete(due);
      this.now = Math.max(this.now, due.at);
      due.run();
    }
    this.now = end;
  }

  /** Every connection breaks; the clients are told. */
  async breakAll(code = 1006): Promise<void> {
    for (const wire of this.#wires.splice(0)) {
      await this.oracle.ask({ do: 'disconnect', link: wire.link });
      wire.cut = true;
      wire.events.onClose(code, '');
    }
  }

  /** The pages are gone: nobody is told. */
  async abandonAll(): Promise<void> {
    this.#timers.clear();
    for (const wire of this.#wires.splice(0)) {
      wire.cut = true;
      await this.oracle.ask({ do: 'disconnect', link: wire.link });
    }
  }

  async #open(wire: Wire): Promise<void> {
    if (this.silent) return;
    if (this.down) {
      await Promise.resolve();
      wire.events.onClose(1006, '');
      return;
    }
    await this.oracle.ask({ do: 'connect', link: wire.link });
    if (wire.cut) return;
    this.#wires.push(wire);
    wire.events.onOpen();
  }

  #cut(wire: Wire): void {
    if (wire.cut) return;
    wire.cut = true;
    this.#wires = this.#wires.filter((other) => other !== wire);
    void this.oracle.ask({ do: 'disconnect', link: wire.link });
  }

  #answerPings(): boolean {
    let moved = false;
    for (const wire of [...this.#wires]) {
      const rest = wire.toServer.filter((message) => message !== kPing);
      for (let pings = wire.toServer.length - rest.length; pings > 0; pings -= 1) {
        moved = true;
        wire.events.onMessage('{"type":"pong"}');
      }
      wire.toServer = rest;
    }
    return moved;
  }

  /** One round; whether anything moved. */
  async carry(): Promise<boolean> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.silent) return false;
    let moved = false;
    if (!this.saves) return this.#answerPings();
    for (const wire of [...this.#wires]) {
      for (let json = wire.toServer.shift(); json !== undefined; json = wire.toServer.shift()) {
        await this.oracle.ask({ do: 'deliver', link: wire.link, json });
        moved = true;
      }
    }
    const said = (await this.oracle.ask({ do: 'step', steps: 40 })) as { sent: [number, number, string][] };
    for (const [link, close, json] of said.sent) {
      const wire = this.#wires.find((one) => one.link === link);
      if (!wire || wire.cut) continue;
      moved = true;
      if (close === 0) {
        wire.events.onMessage(json);
        continue;
      }
      this.#wires = this.#wires.filter((one) => one !== wire);
      wire.cut = true;
      wire.events.onClose(close, '');
    }
    return moved;
  }
}

export const kLink = { origin: 'http://interview.test', room: 'r_simulated', code: 'code' };
