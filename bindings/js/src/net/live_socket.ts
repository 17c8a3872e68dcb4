import { kPing } from '../protocol/client_messages.js';
import type { OpenSocket, Socket, SocketEvents } from './web_socket.js';

/** Calls `run` after that many ms; what it returns takes that back. */
export type SetTimer = (run: () => void, ms: number) => () => void;

export interface Patience {
  /** Until it is open. */
  connectMs: number;
  /** Of silence, before a ping is sent. */
  pingMs: number;
  /** Of silence after it, before the connection counts as broken. */
  pongMs: number;
  /**
   * Of silence while an answer is awaited, before the connection counts as broken; a ping is sent after half of it. For
   * what was big there is more: kBytesMs.
   */
  answerMs: number;
}

// So many bytes go out in a ms at least: a slow line is not a dead one.
const kBytesMs = 16;

const kBroke = 1006;

/**
 * A WebSocket that notices when nobody is at the other end any more: a browser tells only after minutes. Calls
 * `onClose` once, and nothing after cut().
 */
export class LiveSocket {
  readonly #events: SocketEvents;
  readonly #patience: Patience;
  readonly #setTimer: SetTimer;
  readonly #socket: Socket;
  #open = false;
  /** Something came: a server hears nothing but the opening before that. */
  #answered = false;
  #done = false;
  #awaited = 0;
  #checking = false;
  #cancel: () => void = () => {};

  constructor(
    url: string,
    protocol: string,
    open: OpenSocket,
    events: SocketEvents,
    patience: Patience,
    setTimer: SetTimer,
  ) {
    this.#events = events;
    this.#patience = patience;
    this.#setTimer = setTimer;
    this.#await(patience.connectMs, () => this.#broke());
    this.#socket = open(url, protocol, {
      onOpen: () => this.#opened(),
      onMessage: (message) => this.#received(message),
      onClose: (code, reason) => this.#closed(code, reason),
    });
  }

  send(message: string): void {
    if (this.#open && !this.#done) this.#socket.send(message);
  }

  /** Asks at once whether anybody is there. */
  check(): void {
    if (!this.#answered || this.#done) return;
    this.#socket.send(kPing);
    this.#checking = true;
    this.#watch();
  }

  /** So much was sent that must be answered, 0: nothing. Silence is borne for a shorter time then. */
  awaitAnswer(bytes: number): void {
    if (bytes === this.#awaited) return;
    const began = this.#awaited === 0;
    this.#awaited = bytes;
    // A question that is open already is not given more time.
    if (began || !this.#checking) this.#watch();
  }

  /** What was sent still goes out. Nothing is called any more. */
  cut(code = 1000): void {
    if (this.#done) return;
    this.#done = true;
    this.#cancel();
    this.#socket.close(code);
  }

  #opened(): void {
    if (this.#done) return;
    this.#open = true;
    this.#heard();
    this.#events.onOpen();
  }

  #received(message: string): void {
    if (this.#done) return;
    this.#answered = true;
    this.#heard();
    this.#events.onMessage(message);
  }

  #heard(): void {
    this.#checking = false;
    this.#watch();
  }

  #watch(): void {
    if (!this.#open || this.#done) return;
    const { pingMs, pongMs, answerMs } = this.#patience;
    const half = this.#awaited > 0 ? answerMs / 2 + this.#awaited / kBytesMs / 2 : Number.POSITIVE_INFINITY;
    if (!this.#answered) this.#await(pingMs + pongMs, () => this.#broke());
    else if (this.#checking) this.#await(Math.min(half, pongMs), () => this.#broke());
    else this.#await(Math.min(half, pingMs), () => this.check());
  }

  #closed(code: number, reason: string): void {
    if (this.#done) return;
    this.#done = true;
    this.#cancel();
    this.#events.onClose(code, reason);
  }

  #broke(): void {
    if (this.#done) return;
    this.cut();
    this.#events.onClose(kBroke, '');
  }

  #await(ms: number, run: () => void): void {
    this.#cancel();
    this.#cancel = this.#setTimer(run, ms);
  }
}
