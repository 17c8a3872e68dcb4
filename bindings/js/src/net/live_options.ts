import type { Notice } from '../client/notices.js';
import type { ClientOptions } from '../client/session_core.js';
import type { InterviewError } from '../errors.js';
import type { Fetch } from './join.js';
import type { SetTimer } from './live_socket.js';
import { randomBytes } from './random.js';
import { watchWakeUps } from './wake_ups.js';
import { type OpenSocket, openWebSocket } from './web_socket.js';

/**
 * joining: exchanging the link for a token. connecting: up to the moment at which everything is taken in.
 * waiting: for the next attempt; the error says why. over: for good; the error says why, `closed` after leave().
 */
export type LiveState = 'joining' | 'connecting' | 'live' | 'waiting' | 'over';

/** Times are in ms. */
export interface LiveOptions {
  /** For others to read. */
  name?: string;
  /** To begin with; else that of the store, or the link is exchanged for one. */
  token?: string;
  session?: ClientOptions;
  /** Before another attempt; doubled each time, less up to a half by chance. Default 250. */
  firstDelayMs?: number;
  /** Default 15000. */
  longestDelayMs?: number;
  /** Before a command is sent again that was refused with `retry`. Default 500. */
  retryMs?: number;
  /** For a connection to come about. Default 10000. */
  connectMs?: number;
  /** Of silence, before a ping is sent. Default 15000. */
  pingMs?: number;
  /** Of silence after it, before the connection counts as broken. Default 10000. */
  pongMs?: number;
  /**
   * Of silence while a command is unanswered, before the connection counts as broken; a ping is sent after half of
   * it. A long command has more: its bytes by 16. Default 6000.
   */
  answerMs?: number;
  /** Before the store is asked again that could not keep something. Default 5000. */
  keepAgainMs?: number;
  /** After the last command is in the log, before the store is told that nothing is pending. Default 1000. */
  tidyMs?: number;
  /** In a row, of a server that breaks the protocol; then the session begins anew, or ends. Default 3. */
  brokenOpenings?: number;
  /** ms since 1970. */
  now?: () => number;
  /** Unpredictable bytes. */
  random?: (count: number) => Uint8Array;
  webSocket?: OpenSocket;
  fetch?: Fetch;
  setTimer?: SetTimer;
  /** Calls its argument when an attempt is worth while at once; returns what ends that. */
  wakeUps?: (wake: () => void) => () => void;
}

/** What is thrown in them is reported as an uncaught error, and changes nothing here. */
export interface LiveEvents {
  onNotices?(notices: readonly Notice[]): void;
  /** `delayMs` of waiting. */
  onState?(state: LiveState, why: InterviewError | null, delayMs: number): void;
  /** The store does not take what it should keep: what is typed is lost if the page goes. Said once each time. */
  onNotKept?(why: InterviewError): void;
}

export function completed(options: LiveOptions): Required<LiveOptions> {
  return {
    name: 'somebody',
    token: '',
    session: {},
    firstDelayMs: 250,
    longestDelayMs: 15_000,
    retryMs: 500,
    connectMs: 10_000,
    pingMs: 15_000,
    pongMs: 10_000,
    answerMs: 6000,
    keepAgainMs: 5000,
    tidyMs: 1000,
    brokenOpenings: 3,
    now: () => Date.now(),
    random: randomBytes,
    webSocket: openWebSocket,
    fetch: (url, init) => fetch(url, init),
    setTimer: (run, ms) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    wakeUps: watchWakeUps,
    ...options,
  };
}
