import type { Notice } from '../client/notices.js';
import type { InterviewError } from '../errors.js';
import type { LiveEvents, LiveState } from './live_options.js';
import { reportUncaught } from './uncaught.js';

/** Whom a live client tells what happens. A fault of the host is the host's: it is reported, and goes no further. */
export class Host {
  readonly #events: LiveEvents;
  #telling = false;

  constructor(events: LiveEvents) {
    this.#events = events;
  }

  /** Notices are being told: what the host does meanwhile is sent after that. */
  get telling(): boolean {
    return this.#telling;
  }

  tell(notices: readonly Notice[]): void {
    if (notices.length === 0) return;
    this.#telling = true;
    this.#call(() => this.#events.onNotices?.(notices));
    this.#telling = false;
  }

  tellState(state: LiveState, why: InterviewError | null, delayMs: number): void {
    this.#call(() => this.#events.onState?.(state, why, delayMs));
  }

  tellNotKept(why: InterviewError): void {
    this.#call(() => this.#events.onNotKept?.(why));
  }

  #call(event: () => void): void {
    try {
      event();
    } catch (thrown) {
      reportUncaught(thrown);
    }
  }
}
