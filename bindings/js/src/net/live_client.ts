import { ClientSession } from '../client/client_session.js';
import type { Notice } from '../client/notices.js';
import { asInterviewError, type Errc, InterviewError } from '../errors.js';
import { encodeSignal, kRenew } from '../protocol/client_messages.js';
import type { ClientStore } from '../store/client_store.js';
import { Backoff } from './backoff.js';
import { errorOfClose, kClose, mayReconnect } from './close_codes.js';
import { Host } from './host.js';
import { join } from './join.js';
import { Keeper } from './keeper.js';
import { type KeptSession, keptSession } from './kept_session.js';
import type { Link } from './link.js';
import { completed, type LiveEvents, type LiveOptions, type LiveState } from './live_options.js';
import { LiveSocket } from './live_socket.js';
import { toBase64url } from './random.js';
import { Renewal } from './renewal.js';
import { socketUrl } from './web_socket.js';

const kSubprotocol = 'interview.v1';
const isEnd = (notice: Notice) => notice.type === 'happened' && notice.event.kind === 'ended';
const kMayPass: ReadonlySet<Errc> = new Set(['io', 'timed_out', 'closed'] as const);

/**
 * A participant who stays: joins by a link, keeps the session on a connection, and comes back when it breaks. One
 * per room and tab. With a store, what is done to the session is stored before it is sent, and a later client with
 * the same store is the same person and goes on.
 *
 * A token that runs out while away is exchanged for a new one; the server sees another person then, and the
 * session begins anew: what was not sent comes back as a `diverged` notice. The same happens when the server's log
 * is another one. Events are never called inside a call of the host.
 */
export class LiveClient {
  /** Always the same object, though it may begin anew. Call flush() after doing something to it. */
  readonly session: ClientSession;
  readonly #link: Link;
  readonly #options: Required<LiveOptions>;
  readonly #host: Host;
  readonly #keeper: Keeper;
  readonly #renewal: Renewal;
  readonly #backoff: Backoff;
  #state: LiveState = 'waiting';
  #resumed = false;
  #socket: LiveSocket | null = null;
  #attempt = 0;
  #cancelStep: () => void = () => {};
  #cancelRetry: () => void = () => {};
  #unwatch: () => void = () => {};
  #lost: Notice[] = []; // told when the client begins
  #unkept: InterviewError | null = null; // the same, of the store
  #unsent: { message: string; mark: number } | null = null;
  #sentBytes = 0; // of the last command, about
  #lastRefusal: InterviewError | null = null; // of no command: why the server closes
  #broken = 0; // openings that broke the protocol, in a row
  #rejoined = false; // since it was live
  #leaving = false;

  /** Borrows `store`, which the host closes after leave(). Nothing is sent before start(). */
  constructor(link: Link, options: LiveOptions, events: LiveEvents, store: ClientStore | null = null) {
    this.#link = link;
    this.#options = completed(options);
    this.#host = new Host(events);
    const { firstDelayMs, longestDelayMs, random, session } = this.#options;
    this.#backoff = new Backoff(firstDelayMs, longestDelayMs, random);
    const token = this.#options.token || store?.kept.token || '';
    this.#renewal = new Renewal(token, this.#options, () => this.pass(kRenew));
    this.session = new ClientSession(link.room, this.#newClientId(), session);
    this.#unkept = store?.unavailable ?? null;
    if (store) this.#goOn(keptSession(store, link.room, token !== '', session));
    this.#keeper = new Keeper(
      store,
      this.session,
      this.#options,
      () => this.#pump(),
      (why) => this.#host.tellNotKept(why),
    );
  }

  get state(): LiveState {
    return this.#state;
  }
  /** For requests over HTTP as the person who is in the room; '' before it joined. It is renewed: ask each time. */
  get token(): string {
    return this.#renewal.token;
  }
  /** The session goes on from what was in the store. */
  get resumed(): boolean {
    return this.#resumed;
  }

  start(): void {
    this.#unwatch = this.#options.wakeUps(() => this.#wake());
    this.#later(0, () => this.#begin());
  }

  /** Stores and sends what was done to the session. */
  flush(): void {
    this.#pump();
  }

  /** A message that is not logged (ClientSession.select): sent if live, else dropped. */
  pass(message: string): void {
    if (this.session.live) this.#socket?.send(message);
  }

  /** To one connection, for a call; dropped if not live. */
  signal(to: number, data: unknown): void {
    this.pass(encodeSignal(to, data));
  }

  /** Does not wait for the next attempt. */
  retryNow(): void {
    if (this.#state !== 'waiting' || this.#leaving) return;
    this.#later(0, () => this.#begin());
  }

  /** Ends politely; onState('over') follows. Resolves when the store has what was not sent. */
  async leave(): Promise<void> {
    if (!this.#leaving && this.#state !== 'over') {
      this.#leaving = true;
      const attempt = this.#stopEverything();
      this.session.disconnected();
      await Promise.resolve();
      if (attempt === this.#attempt) this.#enter('over', new InterviewError('closed', 'left'));
    }
    await this.#keeper.settled();
    this.#keeper.stop();
  }

  // ---- The way in

  #goOn(kept: KeptSession): void {
    this.#unkept ??= kept.unreadable;
    this.#lost.push(...kept.notices);
    if (!kept.session) return;
    this.session.become(kept.session);
    this.#resumed = true;
  }

  #begin(): void {
    const unkept = this.#unkept;
    this.#unkept = null;
    if (unkept) this.#host.tellNotKept(unkept);
    const lost = this.#lost;
    this.#lost = [];
    this.#host.tell(lost);
    if (this.#ends) return;
    if (this.token === '') this.#askToJoin();
    else this.#connect();
  }

  #askToJoin(): void {
    this.#enter('joining');
    if (this.#ends) return;
    this.#attempt += 1;
    const attempt = this.#attempt;
    join(this.#link, this.#options.name, this.#options.fetch).then(
      (pass) => {
        if (attempt !== this.#attempt || this.#ends) return;
        this.#takeToken(pass.token, pass.expiresAt);
        this.#connect();
      },
      (thrown: unknown) => {
        if (attempt !== this.#attempt || this.#ends) return;
        const why = asInterviewError(thrown);
        if (why.retry || kMayPass.has(why.code)) this.#wait(why);
        else this.#end(why);
      },
    );
  }

  #takeToken(token: string, expiresAt = 0): void {
    this.#renewal.take(token, expiresAt);
    this.#keeper.keepToken(token);
  }

  #connect(): void {
    this.#enter('connecting');
    if (this.#ends) return;
    this.#cancelStep();
    this.#lastRefusal = null;
    const { webSocket, setTimer } = this.#options;
    this.#socket = new LiveSocket(
      socketUrl(this.#link.origin),
      kSubprotocol,
      webSocket,
      {
        onOpen: () => this.#socket?.send(this.session.connected(this.token)),
        onMessage: (message) => this.#received(message),
        onClose: (code, reason) => this.#closed(code, reason),
      },
      this.#options,
      setTimer,
    );
  }

  #wait(why: InterviewError): void {
    const delay = this.#backoff.nextMs();
    this.#later(delay, () => this.#begin());
    this.#enter('waiting', why, delay);
  }

  #wake(): void {
    if (this.#state === 'waiting') this.retryNow();
    else this.#socket?.check();
  }

  // ---- The connection

  #received(message: string): void {
    let notices: Notice[];
    try {
      notices = this.session.receive(message);
    } catch (thrown) {
      const why = asInterviewError(thrown);
      // A later server may say more than this client knows.
      if (why.code !== 'unknown_type') this.#misunderstood(why);
      return;
    }
    this.#take(notices);
  }

  // A part of the message may be in the view.
  #misunderstood(why: InterviewError): void {
    this.#disconnect();
    // Work that was done while the snapshot came: the next opening says that there is some.
    const stale = why.code === 'stale';
    if (!stale) this.#broken += 1;
    if (this.#broken > this.#options.brokenOpenings) {
      this.#end(why);
      return;
    }
    if (!stale && this.#broken === this.#options.brokenOpenings) this.#beginAnew();
    this.#host.tell([{ type: 'loaded' }]);
    if (this.#ends) return;
    if (stale) this.#later(0, () => this.#begin());
    else this.#wait(why);
  }

  #take(notices: readonly Notice[]): void {
    for (const notice of notices) this.#heed(notice);
    const caughtUp = notices.some((notice) => notice.type === 'caught_up');
    if (caughtUp) {
      this.#backoff.reset();
      this.#broken = 0;
      this.#rejoined = false;
      this.#renewal.plan();
    }
    this.#host.tell(notices);
    if (this.#ends) return;
    if (notices.some((notice) => notice.type === 'diverged')) {
      this.#disconnect();
      this.#becomeNew();
      this.#later(0, () => this.#begin());
      return;
    }
    if (caughtUp) this.#enter('live');
    this.#pump();
  }

  #heed(notice: Notice): void {
    if (notice.type === 'token') {
      this.#takeToken(notice.token);
      this.#renewal.plan();
    } else if (notice.type === 'refused' && notice.n === 0) {
      this.#lastRefusal = new InterviewError(notice.code, notice.message, notice.retry);
    } else if (notice.type === 'refused' && notice.retry) {
      this.#cancelRetry();
      this.#cancelRetry = this.#options.setTimer(() => {
        this.session.retry();
        this.#pump();
      }, this.#options.retryMs);
    } else if (notice.type === 'acknowledged' || notice.type === 'caught_up' || isEnd(notice)) {
      if (!this.session.hasPending()) this.#keeper.tidyLater();
    }
  }

  #closed(code: number, reason: string): void {
    this.#disconnect();
    if (code === kClose.badToken) {
      this.#lostToken(reason);
      return;
    }
    if (this.#lastRefusal?.code === 'client_of_another' && this.#resumed) {
      // The token is another person's than the one who left this outbox.
      this.#resumed = false;
      this.#beginAnew();
      this.#later(0, () => this.#begin());
      return;
    }
    const why = errorOfClose(code, reason);
    if (mayReconnect(code)) this.#wait(why);
    else this.#end(code === kClose.replaced ? why : (this.#lastRefusal ?? why));
  }

  #lostToken(reason: string): void {
    if (this.#rejoined || this.#link.code === '') {
      this.#end(new InterviewError('token_expired', reason || 'the token is not good any more'));
      return;
    }
    this.#rejoined = true;
    this.#renewal.take('');
    this.#beginAnew();
    this.#later(0, () => this.#begin());
  }

  // As another client, of whom the room knows nothing: what was not sent is lost to it, and told.
  #beginAnew(): void {
    if (this.session.hasPending()) this.#lost.push({ type: 'diverged', texts: this.session.texts() });
    this.#becomeNew();
  }

  #becomeNew(): void {
    const { session } = this.#options;
    this.session.become(new ClientSession(this.#link.room, this.#newClientId(), session));
    this.#keeper.restart();
  }

  // Sends what is to be sent, once it may be: what is being stored now may be on its way already.
  #pump(): void {
    if (this.#host.telling) return;
    while (this.#socket && !this.#ends) {
      if (!this.#unsent) {
        const message = this.session.next();
        if (message === null) break;
        this.#unsent = { message, mark: this.#keeper.mark };
      }
      if (!this.#keeper.maySend(this.#unsent.mark)) this.#keeper.write();
      if (!this.#keeper.maySend(this.#unsent.mark)) break;
      this.#socket.send(this.#unsent.message);
      this.#sentBytes = this.#unsent.message.length;
      this.#unsent = null;
    }
    this.#socket?.awaitAnswer(this.session.awaitsAnswer ? this.#sentBytes : 0);
    this.#keeper.write();
  }

  // ---- Ending

  get #ends(): boolean {
    return this.#leaving || this.#state === 'over';
  }

  #enter(state: LiveState, why: InterviewError | null = null, delayMs = 0): void {
    if (this.#state === 'over') return;
    const same = this.#state === state && state !== 'waiting';
    this.#state = state;
    if (!same) this.#host.tellState(state, why, delayMs);
  }

  #later(ms: number, step: () => void): void {
    this.#cancelStep();
    this.#cancelStep = this.#options.setTimer(step, ms);
  }

  #disconnect(): void {
    this.#socket?.cut();
    this.#socket = null;
    this.#renewal.stop();
    this.#cancelRetry();
    this.session.disconnected();
    this.#unsent = null;
  }

  #end(why: InterviewError): void {
    this.#stopEverything();
    this.#enter('over', why);
  }

  #stopEverything(): number {
    this.#attempt += 1;
    this.#cancelStep();
    this.#renewal.stop();
    this.#cancelRetry();
    this.#unwatch();
    this.#socket?.cut();
    this.#socket = null;
    this.#unsent = null;
    return this.#attempt;
  }

  #newClientId(): string {
    return toBase64url(this.#options.random(16));
  }
}
