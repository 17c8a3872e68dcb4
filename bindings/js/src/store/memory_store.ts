import type { Batch, ClientStore, Kept } from './client_store.js';

/** A store that lasts as long as the object: for tests, bots, and pages that may keep nothing. */
export class MemoryStore implements ClientStore {
  readonly ownsOutbox = true;
  readonly unavailable = null;
  #kept: Kept = { token: null, checkpoint: null, entries: [] };

  get kept(): Kept {
    return this.#kept;
  }

  async write(batch: Batch): Promise<void> {
    const { token, checkpoint, entries } = this.#kept;
    const before = batch.checkpoint === undefined ? entries : [];
    this.#kept = {
      token: batch.token ?? token,
      checkpoint: batch.checkpoint === undefined ? checkpoint : batch.checkpoint,
      entries: [...before, ...(batch.entries ?? [])],
    };
  }

  async close(): Promise<void> {}
}
