import type { InterviewError } from '../errors.js';

/** What a client left from one visit to the next: who it is, and what it had not sent. */
export interface Kept {
  token: string | null;
  /** ClientSession.outbox(), and what was recorded since. */
  checkpoint: string | null;
  entries: readonly string[];
}

/** What is written at once: all of it or nothing. */
export interface Batch {
  token?: string;
  /** Takes the place of the one before and of all entries; null: of an outbox there is none. */
  checkpoint?: string | null;
  /** Behind those that are there. */
  entries?: readonly string[];
}

export interface ClientStore {
  /** As it was when the store was opened. */
  readonly kept: Kept;
  /** false: another tab has the outbox of this room; only the token is shared with it. */
  readonly ownsOutbox: boolean;
  /** Why nothing can be kept here at all; null if it can. */
  readonly unavailable: InterviewError | null;
  /**
   * Durable when it resolves; batches are written in the order of the calls. Of an outbox that is not owned
   * nothing is written. Rejects with `store_failed`.
   *
   * `handedOver` is called, if at all, once the end of this page cannot take the batch back any more. It may still
   * fail, or be lost by a worse end: the journal says what may be sent then.
   */
  write(batch: Batch, handedOver?: () => void): Promise<void>;
  /** Lets another tab have the outbox, when everything is written. */
  close(): Promise<void>;
}
