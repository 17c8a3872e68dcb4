// A room without a network and a browser: signals wait until a test delivers them, connections come about where
// descriptions and candidates match and the test lets them, time passes when a test says so.
import { Call, type CallParts } from '../../../bindings/js/src/call/index.js';
import type { SetTimer } from '../../../bindings/js/src/index.js';

/** A generator of random numbers that a seed repeats (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Lets everything that is promised happen. */
export function settle(): Promise<void> {
  return new Promise((done) => setImmediate(done));
}

export class FakeClock {
  #now = 0;
  #timers: { at: number; run: () => void }[] = [];

  readonly setTimer: SetTimer = (run, ms) => {
    const timer = { at: this.#now + ms, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  };

  async pass(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (;;) {
      const next = this.#timers.filter((one) => one.at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.#now = next.at;
      next.run();
      await settle();
    }
    this.#now = until;
  }
}

let nextThing = 1;

export class FakeTrack {
  readonly id = `track${nextThing++}`;
  enabled = true;
  stopped = false;
  contentHint = '';
  onended: (() => void) | null = null;
  constructor(readonly kind: 'audio' | 'video') {}
  stop(): void {
    this.stopped = true;
  }
}

export class FakeStream {
  #tracks: FakeTrack[];
  constructor(
    tracks: FakeTrack[] = [],
    readonly id = `stream${nextThing++}`,
  ) {
    this.#tracks = tracks;
  }
  addTrack(track: FakeTrack): void {
    if (!this.#tracks.includes(track)) this.#tracks.push(track);
  }
  removeTrack(track: FakeTrack): void {
    this.#tracks = this.#tracks.filter((one) => one !== track);
  }
  getAudioTracks(): FakeTrack[] {
    return this.#tracks.filter((one) => one.kind === 'audio');
  }
  getVideoTracks(): FakeTrack[] {
    return this.#tracks.filter((one) => one.kind === 'video');
  }
}

interface Described {
  type: 'offer' | 'answer';
  sdp: string;
}
interface SdpText {
  fragment: string;
  sent: { kind: string; stream: string }[];
  filler: string;
}

/** As much of an RTCPeerConnection as a Call uses, with the states of JSEP (RFC 9429 §4.1). */
export class FakePeer {
  signalingState: 'stable' | 'have-local-offer' | 'have-remote-offer' | 'closed' = 'stable';
  connectionState = 'new';
  iceConnectionState = 'new';
  iceGatheringState = 'new';
  localDescription: Described | null = null;
  remoteDescription: Described | null = null;
  onnegotiationneeded: (() => void) | null = null;
  onicecandidate: ((event: { candidate: unknown }) => void) | null = null;
  onicecandidateerror: ((event: { errorCode: number; url: string }) => void) | null = null;
  onicegatheringstatechange: (() => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  oniceconnectionstatechange: (() => void) | null = null;
  ontrack: ((event: { streams: FakeStream[] }) => void) | null = null;
  offers = 0;
  stats: [string, unknown][] = [];
  maxBitrate = 0;
  readonly senders: { track: FakeTrack | null; kind: string; stream: string }[] = [];
  #needed = false;
  #scheduled = false;
  #restart = false;
  #stable: { local: Described | null; remote: Described | null } = { local: null, remote: null };
  #fragments = 0;
  #fragment = '';
  #wrong = 0;
  readonly #streams = new Map<string, FakeStream>();
  readonly #candidates = new Set<string>();

  constructor(
    readonly world: FakeRoom,
    public configuration: RTCConfiguration,
  ) {}

  createDataChannel(): void {
    this.#need();
  }
  setConfiguration(configuration: RTCConfiguration): void {
    this.configuration = configuration;
  }
  addTrack(track: FakeTrack, stream: FakeStream): unknown {
    const sender = { track: track as FakeTrack | null, kind: track.kind, stream: stream.id };
    this.senders.push(sender);
    this.#need();
    return {
      get track() {
        return sender.track;
      },
      replaceTrack: async (other: FakeTrack | null) => {
        sender.track = other;
      },
      getParameters: () => ({ encodings: [{ maxBitrate: this.maxBitrate }] }),
      setParameters: async (parameters: { encodings: { maxBitrate: number }[] }) => {
        this.maxBitrate = parameters.encodings[0]?.maxBitrate ?? 0;
      },
    };
  }
  restartIce(): void {
    this.#restart = true;
    this.#need();
  }
  async getStats(): Promise<Map<string, unknown>> {
    return new Map(this.stats);
  }
  close(): void {
    this.signalingState = 'closed';
    this.connectionState = 'closed';
  }

  async setLocalDescription(): Promise<void> {
    await Promise.resolve();
    this.#open();
    const type = this.signalingState === 'have-remote-offer' ? 'answer' : 'offer';
    if (type === 'offer') this.offers++;
    if (!this.#fragment || this.#restart) this.#fragment = `f${nextThing++}.${++this.#fragments}`;
    this.#restart = false;
    this.#needed = false;
    const sent = this.senders.map(({ kind, stream }) => ({ kind, stream }));
    const text: SdpText = { fragment: this.#fragment, sent, filler: this.world.filler };
    this.localDescription = { type, sdp: JSON.stringify(text) };
    this.signalingState = type === 'offer' ? 'have-local-offer' : 'stable';
    if (type === 'answer') this.#settled();
    // A server answers later than the description is there.
    setImmediate(() => this.#gather());
  }

  async setRemoteDescription(description: Described): Promise<void> {
    await Promise.resolve();
    this.#open();
    if (description.type === 'offer') {
      if (this.signalingState === 'have-local-offer') {
        this.localDescription = this.#stable.local;
        this.#needed = true;
      }
      this.signalingState = 'have-remote-offer';
    } else {
      if (this.signalingState !== 'have-local-offer') throw new Error('InvalidStateError');
      this.signalingState = 'stable';
    }
    const text = JSON.parse(description.sdp) as SdpText;
    this.remoteDescription = description;
    for (const { stream } of text.sent)
      if (!this.#streams.has(stream)) {
        const made = new FakeStream([], stream);
        this.#streams.set(stream, made);
        this.ontrack?.({ streams: [made] });
      }
    if (description.type === 'answer') this.#settled();
    this.#connect();
  }

  async addIceCandidate(candidate: { candidate: string; usernameFragment?: string }): Promise<void> {
    await Promise.resolve();
    if (!this.remoteDescription) throw new Error('InvalidStateError');
    const { fragment } = JSON.parse(this.remoteDescription.sdp) as SdpText;
    if (candidate.usernameFragment !== fragment) this.#wrong++;
    else this.#candidates.add(fragment);
    this.#connect();
  }

  /** Candidates that did not belong to the description of the moment. */
  get wrongCandidates(): number {
    return this.#wrong;
  }

  setState(state: string): void {
    this.connectionState = state;
    this.iceConnectionState = state;
    this.onconnectionstatechange?.();
  }

  #open(): void {
    if (this.signalingState === 'closed') throw new Error('InvalidStateError');
  }

  #need(): void {
    this.#needed = true;
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      if (this.#needed && this.signalingState === 'stable') this.onnegotiationneeded?.();
    });
  }

  #settled(): void {
    this.#stable = { local: this.localDescription, remote: this.remoteDescription };
    this.#connect();
    if (this.#unsaid()) this.#need();
  }

  // Whether something is sent that the last description does not say.
  #unsaid(): boolean {
    if (this.#restart || !this.localDescription) return true;
    return (JSON.parse(this.localDescription.sdp) as SdpText).sent.length < this.senders.length;
  }

  #gather(): void {
    if (this.signalingState === 'closed') return;
    this.iceGatheringState = 'gathering';
    for (const code of this.world.serverErrors)
      this.onicecandidateerror?.({ errorCode: code, url: 'turn:x' });
    for (let n = 0; n < this.world.candidates; n++)
      this.onicecandidate?.({
        candidate: {
          candidate: `candidate:${n}`,
          toJSON: () => ({
            candidate: `candidate:${n} ${'x'.repeat(200)}`,
            sdpMid: '0',
            usernameFragment: this.#fragment,
          }),
        },
      });
    this.iceGatheringState = 'complete';
    this.onicegatheringstatechange?.();
  }

  #connect(): void {
    const { remoteDescription: remote, signalingState } = this;
    if (!remote || signalingState !== 'stable' || this.connectionState === 'connected') return;
    if (!this.world.routes) return;
    if (this.#candidates.has((JSON.parse(remote.sdp) as SdpText).fragment)) this.setState('connected');
  }
}

/** The connections of a room and their calls. `null`: a terminal, which knows of no calls. */
export class FakeRoom {
  readonly clock = new FakeClock();
  readonly calls = new Map<number, Call | null>();
  readonly peers: { owner: number; peer: FakePeer }[] = [];
  /** Every signal that was sent. */
  readonly sent: { from: number; to: number; data: { call: string } & Record<string, unknown> }[] = [];
  routes = true;
  candidates = 2;
  serverErrors: number[] = [];
  filler = '';
  screens: FakeTrack[] = [];
  #waiting = new Map<string, { from: number; to: number; data: unknown }[]>();

  constructor(readonly random: () => number = randomFrom(1)) {}

  /** Somebody comes into the room. */
  enter(connection: number, more: Partial<CallParts> = {}): Call {
    const call = new Call({
      me: connection,
      ice: [],
      send: (to, data) => this.#send(connection, to, data),
      connections: () => this.calls.keys(),
      createPeer: (configuration) => {
        const peer = new FakePeer(this, configuration);
        this.peers.push({ owner: connection, peer });
        return peer as unknown as RTCPeerConnection;
      },
      createStream: () => new FakeStream() as unknown as MediaStream,
      displayMedia: async () => {
        const track = new FakeTrack('video');
        this.screens.push(track);
        return new FakeStream([track]) as unknown as MediaStream;
      },
      setTimer: this.clock.setTimer,
      random: this.random,
      ...more,
    });
    this.#came(connection, call);
    return call;
  }

  enterTerminal(connection: number): void {
    this.#came(connection, null);
  }

  /** The connection of somebody ends; what was for it or from it is lost. */
  exit(connection: number): void {
    this.calls.delete(connection);
    for (const [key, queue] of this.#waiting)
      if (queue.some((one) => one.from === connection || one.to === connection)) this.#waiting.delete(key);
    for (const call of this.calls.values()) call?.connectionGone(connection);
  }

  /** The same page under another number. */
  comeBack(before: number, after: number): void {
    const call = this.calls.get(before);
    this.exit(before);
    if (!call) throw new Error('nobody has this number');
    const others = [...this.calls.values()];
    this.calls.set(after, call);
    this.#numbers.set(before, after);
    call.reconnected(after, []);
    for (const other of others) other?.connectionCame(after);
  }

  /** Delivers signals, in a random order between pairs, until there are none; false when there were none. */
  async deliver(): Promise<void> {
    for (;;) {
      await settle();
      const queues = [...this.#waiting.values()].filter((queue) => queue.length > 0);
      if (queues.length === 0) {
        await this.clock.pass(30);
        if ([...this.#waiting.values()].every((queue) => queue.length === 0)) return;
        continue;
      }
      const queue = queues[Math.floor(this.random() * queues.length)];
      const signal = queue?.shift();
      if (signal) this.calls.get(signal.to)?.takeSignal(signal.from, signal.data);
      if (this.random() < 0.3) await this.clock.pass(5);
    }
  }

  /** The newest peer connection of this connection. */
  peerOf(connection: number): FakePeer {
    const found = this.peers.filter((one) => one.owner === connection).at(-1);
    if (!found) throw new Error(`${connection} has no peer connection`);
    return found.peer;
  }

  readonly #numbers = new Map<number, number>();

  #came(connection: number, call: Call | null): void {
    const others = [...this.calls.values()];
    this.calls.set(connection, call);
    for (const other of others) other?.connectionCame(connection);
  }

  #send(from: number, to: number, data: unknown): void {
    let sender = from;
    for (let next = this.#numbers.get(sender); next; next = this.#numbers.get(sender)) sender = next;
    // As the server does it: text, and dropped where somebody is gone.
    const text = JSON.stringify(data);
    this.sent.push({ from: sender, to, data: JSON.parse(text) });
    if (!this.calls.has(sender) || !this.calls.has(to)) return;
    const key = `${sender}>${to}`;
    const queue = this.#waiting.get(key) ?? [];
    queue.push({ from: sender, to, data: JSON.parse(text) });
    this.#waiting.set(key, queue);
  }
}

export function cameraAndMicrophone(): MediaStream {
  return new FakeStream([new FakeTrack('audio'), new FakeTrack('video')]) as unknown as MediaStream;
}
