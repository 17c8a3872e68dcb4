// A network that can be cut: a TCP relay between one person and the server.
import { connect, createServer } from 'node:net';

export class Network {
  #server;
  #pairs = new Set();
  #target;
  #cut = false;

  /** A relay to http://HOST:PORT on a port of its own. */
  static async open(url) {
    const network = new Network();
    const { hostname, port } = new URL(url);
    network.#target = { host: hostname, port: Number(port) };
    network.#server = createServer((near) => network.#relay(near));
    await new Promise((done) => network.#server.listen(0, '127.0.0.1', done));
    network.url = `http://127.0.0.1:${network.#server.address().port}`;
    return network;
  }

  #relay(near) {
    if (this.#cut) return near.destroy();
    const far = connect(this.#target);
    const pair = { near, far };
    this.#pairs.add(pair);
    const end = () => {
      near.destroy();
      far.destroy();
      this.#pairs.delete(pair);
    };
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', end);
    }
    near.pipe(far);
    far.pipe(near);
  }

  /** What is open breaks, what is tried is refused. */
  cut() {
    this.#cut = true;
    for (const { near, far } of [...this.#pairs]) {
      near.resetAndDestroy();
      far.destroy();
    }
  }

  /** From now on nothing gets through, and nobody is told: the worse way for a network to fail. */
  stall() {
    for (const { near, far } of this.#pairs) {
      near.unpipe(far);
      far.unpipe(near);
      near.pause();
      far.pause();
    }
  }

  /** New connections get through again. */
  restore() {
    this.#cut = false;
  }

  close() {
    this.cut();
    this.#server.close();
  }
}
