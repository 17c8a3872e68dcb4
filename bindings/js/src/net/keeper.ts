import type { ClientSession } from '../client/client_session.js';
import { asInterviewError, type InterviewError } from '../errors.js';
import type { ClientStore } from '../store/client_store.js';
import { Journal } from '../store/journal.js';
import type { LiveOptions } from './live_options.js';

/**
 * Has a live client's session and token kept in its store, one batch at a time. What cannot be kept is said once,
 * and tried again after a while.
 */
export class Keeper {
  readonly #store: ClientStore | null;
  readonly #journal: Journal | null;
  readonly #session: ClientSession;
  readonly #options: Required<LiveOptions>;
  readonly #onKept: () => void;
  readonly #onNotKept: (why: InterviewError) => void;
  #writing: Promise<void> | null = null;
  // The last batch could not be written, and what was kept before it is forgotten.
  #keepsNothing = false;
  #saidSo = false;
  #cancelAgain: (() => void) | null = null;
  #cancelTidy: () => void = () => {};

  /** `onKept`: a batch was written, or could not be. */
  constructor(
    store: ClientStore | null,
    session: ClientSession,
    options: Required<LiveOptions>,
    onKept: () => void,
    onNotKept: (why: InterviewError) => void,
  ) {
    this.#store = store;
    this.#journal = store?.ownsOutbox && !store.unavailable ? new Journal(store, session) : null;
    this.#session = session;
    this.#options = options;
    this.#onKept = onKept;
    this.#onNotKept = onNotKept;
  }

  /** How much has to be kept by now, for maySend(). */
  get mark(): number {
    return this.#journal?.recorded ?? 0;
  }

  /** Whether the command that was put in flight at `mark` may be sent: it is kept, or cannot be, or need not be yet. */
  maySend(mark: number): boolean {
    return !this.#journal || this.#keepsNothing || this.#journal.sendable >= mark;
  }

  /** Begins to write what is not kept yet, unless that is under way. */
  write(): void {
    const journal = this.#journal;
    if (!journal || this.#writing || this.#cancelAgain || journal.recorded === journal.kept) return;
    this.#run(journal);
  }

  /** When everything so far is kept, or could not be. */
  async settled(): Promise<void> {
    await this.#writing;
    if (this.#isOver) await this.#journal?.forget().catch(() => {});
    else if (this.#journal?.anythingToWrite && !this.#keepsNothing) this.#run(this.#journal);
    await this.#writing;
  }

  get #isOver(): boolean {
    return this.#session.view.ended && !this.#session.hasPending();
  }

  /**
   * Nothing is pending any more: the store is told before long, so that a later visit has nothing to do again. Of a
   * room that has ended nothing is left there.
   */
  tidyLater(): void {
    this.#cancelTidy();
    this.#cancelTidy = this.#options.setTimer(() => {
      const journal = this.#journal;
      if (!journal || this.#writing || this.#cancelAgain) return;
      if (this.#isOver) void journal.forget().catch(() => {});
      else if (journal.anythingToWrite) this.#run(journal);
    }, this.#options.tidyMs);
  }

  restart(): void {
    this.#journal?.restart();
  }

  keepToken(token: string): void {
    if (!this.#store || this.#store.unavailable) return;
    this.#store.write({ token }).catch((thrown: unknown) => {
      this.#onNotKept(asInterviewError(thrown, 'store_failed'));
    });
  }

  stop(): void {
    this.#cancelTidy();
    this.#cancelAgain?.();
    this.#cancelAgain = null;
  }

  #run(journal: Journal): void {
    this.#cancelTidy();
    this.#writing = this.#write(journal).finally(() => {
      this.#writing = null;
      this.#onKept();
    });
  }

  async #write(journal: Journal): Promise<void> {
    // What this batch has as waiting is not to go out under a number that is not in it.
    this.#keepsNothing = false;
    try {
      await journal.write();
      this.#saidSo = false;
    } catch (thrown) {
      // What goes out from here on is not to be sent again by what was kept before.
      await journal.forget().catch(() => {});
      this.#keepsNothing = true;
      this.#cancelAgain = this.#options.setTimer(() => {
        this.#cancelAgain = null;
        this.write();
      }, this.#options.keepAgainMs);
      if (this.#saidSo) return;
      this.#saidSo = true;
      this.#onNotKept(asInterviewError(thrown, 'store_failed'));
    }
  }
}
