import type { TabChannel } from '../../../bindings/js/src/store/room_lock.js';

/** The channels of a site, among tabs that a test opens and kills (BroadcastChannel, as much as is used of it). */
export class Channels {
  readonly #open = new Set<{ name: string; channel: TabChannel }>();
  #heard = () => {};

  /** For a tab; once `gone` has resolved it hears nothing. */
  ofTab(gone: Promise<unknown> = new Promise(() => {})): (name: string) => TabChannel {
    return (name) => {
      const channel: TabChannel = {
        onmessage: null,
        postMessage: (data) => this.#say(name, channel, data),
        close: () => this.#open.delete(entry),
      };
      const entry = { name, channel };
      this.#open.add(entry);
      gone.then(() => channel.close());
      return channel;
    };
  }

  /** When somebody says something. */
  spoken(): Promise<void> {
    return new Promise((resolve) => (this.#heard = resolve));
  }

  #say(name: string, from: TabChannel, data: string): void {
    for (const one of [...this.#open])
      if (one.name === name && one.channel !== from)
        queueMicrotask(() => one.channel.onmessage?.({ data } as MessageEvent));
    this.#heard();
  }
}
