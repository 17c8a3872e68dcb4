/** The locks of a site, among tabs that a test opens and closes (Web Locks API, as much as is used of it). */
export class Locks {
  readonly #held = new Map<string, Promise<unknown>>();

  /** For a tab; `gone` says that it is not there any more. */
  ofTab(gone: Promise<unknown> = new Promise(() => {})): LockManager {
    const request = async (
      name: string,
      options: LockOptions,
      use: () => Promise<unknown>,
    ): Promise<unknown> => {
      for (let holder = this.#held.get(name); holder; holder = this.#held.get(name))
        await Promise.race([holder, aborted(options.signal)]);
      const done = Promise.race([use(), gone]).finally(() => this.#held.delete(name));
      this.#held.set(name, done);
      return done;
    };
    return { request, query: async () => ({}) } as unknown as LockManager;
  }
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason));
  });
}
