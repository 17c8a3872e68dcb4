// The room as the page sees it: the client of the library, and beside its view what only this page knows.
import {
  type ClientStore,
  type Command,
  InterviewError,
  LiveClient,
  type LiveState,
  type Notice,
  Operation,
  type Role,
  type RoomView,
} from '@libinterview/client';
import type { Entered } from '../entered.ts';

/** Immutable; a change makes a new one, in which what did not change is the same object as before. */
export interface RoomState {
  /** false until the room has been seen for the first time. */
  readonly loaded: boolean;
  readonly view: RoomView;
  readonly you: number;
  /** Of this tab; 0: not connected yet. */
  readonly connection: number;
  readonly role: Role | '';
  readonly can: readonly string[];
  readonly live: LiveState;
  /** Why it waits, or is over. */
  readonly why: InterviewError | null;
  /** When the next attempt is made (ms since 1970), while `live` is 'waiting'. */
  readonly retryAt: number;
  /** It was live before, in this tab. */
  readonly wasLive: boolean;
  /** When the room's time was 0, by this machine's clock (ms since 1970); null: not known yet. */
  readonly zero: number | null;
  /** Edits that the room does not have yet. */
  readonly pending: number;
  /** Anything that the room does not have yet. */
  readonly unsent: boolean;
  /** The server saves what happens. */
  readonly saving: boolean;
  /** Why this browser cannot keep unsent work over a reload; null: it can. */
  readonly notKept: string | null;
  /** Place in the queue, of runs that wait. */
  readonly queue: ReadonlyMap<number, number>;
  /** Runs whose box was cold, that is, was made for them. */
  readonly cold: ReadonlySet<number>;
}

/** The parts that tests exchange. */
export type MakeClient = (
  entered: Entered,
  events: ConstructorParameters<typeof LiveClient>[2],
  store: ClientStore | null,
) => LiveClient;

const kSameMoment = 2000;

const makeLive: MakeClient = (entered, events, store) =>
  new LiveClient(entered.link, { name: entered.name }, events, store);

/** One per room and tab. */
export class RoomStore {
  readonly client: LiveClient;
  readonly link: Entered['link'];
  #state: RoomState;
  #store: ClientStore | null;
  #dirty = false;
  readonly #listeners = new Set<() => void>();
  readonly #hearers = new Set<(notice: Notice) => void>();

  /** `store`: what keeps unsent work; closed by leave(). */
  constructor(entered: Entered, store: ClientStore | null, make: MakeClient = makeLive) {
    this.link = entered.link;
    this.#store = store;
    const client = make(
      entered,
      {
        onNotices: (notices) => this.#take(notices),
        onState: (live, why, delayMs) =>
          this.#set({
            live,
            why,
            retryAt: live === 'waiting' ? Date.now() + delayMs : 0,
            wasLive: this.#state.wasLive || live === 'live',
          }),
        onNotKept: (why) => this.#set({ notKept: why.message }),
      },
      store,
    );
    this.client = client;
    this.#state = {
      loaded: client.resumed && client.session.view.docs.size > 0,
      ...this.#fromSession(),
      live: 'joining',
      why: null,
      retryAt: 0,
      wasLive: false,
      zero: null,
      saving: true,
      notKept: null,
      queue: new Map(),
      cold: new Set(),
    };
  }

  get state(): RoomState {
    return this.#state;
  }

  /** Calls `listener` after each change of the state; returns what ends that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Hands every notice of the session to `hear`, in order; returns what ends that. */
  onNotice(hear: (notice: Notice) => void): () => void {
    this.#hearers.add(hear);
    return () => this.#hearers.delete(hear);
  }

  /** Does something in the room; what becomes of it is told by notices. False: this side refused at once. */
  send(command: Command): boolean {
    try {
      this.client.session.send(command);
    } catch (thrown) {
      if (!(thrown instanceof InterviewError)) throw thrown;
      const { code, message } = thrown;
      this.#hear({ type: 'refused', n: 0, code, message, retry: false, command, text: '' });
      return false;
    }
    this.client.flush();
    this.touch();
    return true;
  }

  /** Puts `text` at the begin of a document; those who look at it are told as of any change. */
  insertInto(doc: number, text: string): void {
    const { session } = this.client;
    const length = session.view.docs.get(doc)?.length;
    if (length === undefined) return;
    const op = Operation.splice(length, 0, 0, text);
    session.edit(doc, op);
    this.client.flush();
    this.#hear({ type: 'changed', doc, op, by: session.you });
    this.touch();
  }

  /** To be called when something was done to the session: the state follows, once for all of a burst. */
  touch(): void {
    if (this.#dirty) return;
    this.#dirty = true;
    queueMicrotask(() => {
      this.#dirty = false;
      this.#set({});
    });
  }

  /** Out of the room; resolves when everything that was not sent is kept. */
  async leave(): Promise<void> {
    await this.client.leave();
    await this.#store?.close();
    this.#store = null;
  }

  #hear(notice: Notice): void {
    for (const hear of this.#hearers) hear(notice);
  }

  #take(notices: readonly Notice[]): void {
    for (const notice of notices) {
      if (notice.type === 'loaded' || notice.type === 'caught_up')
        this.#state = { ...this.#state, loaded: true, zero: this.#zero() };
      else if (notice.type === 'queued') this.#queued(notice.run, notice.position);
      else if (notice.type === 'happened' && notice.event.kind === 'run_started') {
        this.#queued(notice.event.run, 0);
        if (notice.event.cold)
          this.#state = { ...this.#state, cold: new Set(this.#state.cold).add(notice.event.run) };
      }
      this.#hear(notice);
    }
    this.touch();
  }

  // The way of the opening takes a moment each time: what differs by less is the same.
  #zero(): number | null {
    const { timeAtOpening } = this.client.session;
    const before = this.#state.zero;
    if (timeAtOpening === 0 || !this.client.session.live) return before;
    const zero = Date.now() - timeAtOpening;
    return before !== null && Math.abs(zero - before) < kSameMoment ? before : zero;
  }

  #queued(run: number, position: number): void {
    if ((this.#state.queue.get(run) ?? 0) === position) return;
    const queue = new Map(this.#state.queue);
    if (position > 0) queue.set(run, position);
    else queue.delete(run);
    this.#state = { ...this.#state, queue };
  }

  #fromSession() {
    const { session } = this.client;
    return {
      view: session.view,
      you: session.you,
      connection: session.connection,
      role: session.you === 0 ? ('' as const) : session.role,
      can: session.can,
      pending: session.pendingEdits(),
      unsent: session.hasPending(),
      saving: session.saving,
    };
  }

  #set(change: Partial<RoomState>): void {
    const next: RoomState = { ...this.#state, ...this.#fromSession(), ...change };
    const before = this.#state;
    const keys = Object.keys(next) as (keyof RoomState)[];
    this.#state = next;
    // The permissions are a new list each time: the same ones are no change.
    if (before.can.join() === next.can.join()) this.#state = { ...next, can: before.can };
    if (keys.every((key) => before[key] === this.#state[key])) return;
    for (const listener of this.#listeners) listener();
  }
}
