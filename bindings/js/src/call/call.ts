import type { SetTimer } from '../net/live_socket.js';
import { type CallSignal, type Media, readSignal } from './call_signal.js';
import type { CallPhase, LocalState, PeerState } from './call_state.js';
import { LocalMedia, type Tracks } from './local_media.js';
import { PeerLink } from './peer_link.js';

export interface CallParts {
  /** The own connection, as `welcome` and `resume` say. */
  readonly me: number;
  /** Sends a signal to one connection of the room; what cannot be sent is dropped. */
  send(to: number, data: unknown): void;
  /** Servers of the room, as `welcome` and `resume` say. */
  readonly ice: readonly RTCIceServer[];
  /** The connections of the room, with or without the own one. */
  connections(): Iterable<number>;
  /** Media go through the relay only, so that the other does not learn one's address. Default false. */
  readonly relayOnly?: boolean;
  /** People in a call, oneself among them. Default 4: everybody sends to everybody. */
  readonly most?: number;
  /** ms until a connection that does not come about is given up. Default 10 s. */
  readonly connectMs?: number;
  /** ms between two looks at the quality. Default 2 s. */
  readonly lookMs?: number;
  /** Default: the browser's. */
  readonly createPeer?: (configuration: RTCConfiguration) => RTCPeerConnection;
  readonly createStream?: () => MediaStream;
  readonly displayMedia?: () => Promise<MediaStream>;
  readonly setTimer?: SetTimer;
  readonly random?: () => number;
}

/** The end of a link to another connection: called (theirs null), or in the call with us. */
interface End {
  mine: number;
  theirs: number | null;
  media: Media;
  link: PeerLink | null;
}

const kNothing: Media = { microphone: false, camera: false, stream: '', screen: '' };
/** Bits a second of camera, for one, two, three others: a mesh sends to each of them. */
const kCameraBits = [1_200_000, 700_000, 450_000];

function realTimer(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

/**
 * A call among the connections of a room: everybody to everybody, signals through the room, media directly or
 * through the room's TURN server. Who is in it says so to every connection, one by one; what does not know of
 * calls (a terminal) does not answer, and nothing is set up with it.
 *
 * Where two come at once for the last place, both may be told that it is full: never are there more than `most`.
 *
 * The own tracks stay with who got them: leave() and useDevices() do not stop them. Only the shared screen, which
 * shareScreen() asked for, is stopped here.
 */
export class Call {
  readonly #parts: CallParts;
  readonly #setTimer: SetTimer;
  readonly #most: number;
  readonly #media: LocalMedia;
  readonly #ends = new Map<number, End>();
  readonly #listeners = new Set<() => void>();
  #me: number;
  #ice: readonly RTCIceServer[];
  #phase: CallPhase = 'left';
  #nextId: number;
  #callers: ReadonlySet<number> = new Set();
  #peers: ReadonlyMap<number, PeerState> = new Map();
  #local: LocalState;
  #stopLooking: (() => void) | null = null;

  constructor(parts: CallParts) {
    this.#parts = parts;
    this.#me = parts.me;
    this.#ice = parts.ice;
    this.#most = parts.most ?? 4;
    this.#setTimer = parts.setTimer ?? realTimer;
    // What is on its way to a Call that was here before, on the same connection, is not for this one.
    this.#nextId = 1 + Math.floor((parts.random ?? Math.random)() * 2 ** 30);
    this.#media = new LocalMedia(
      parts.createStream ?? (() => new MediaStream()),
      parts.displayMedia ?? (() => navigator.mediaDevices.getDisplayMedia({ video: true, audio: false })),
      () => this.#mediaChanged(),
    );
    this.#local = this.#media.state(this.#phase);
  }

  /** The others that are in the call with us. A new map and new values where something has changed. */
  get peers(): ReadonlyMap<number, PeerState> {
    return this.#peers;
  }
  get local(): LocalState {
    return this.#local;
  }
  /** The connections that are in the call, whether we are or not. */
  get callers(): ReadonlySet<number> {
    return this.#callers;
  }

  /** Calls `run` after every change of peers, local or callers; what it returns ends that. */
  on(_event: 'change', run: () => void): () => void {
    this.#listeners.add(run);
    return () => this.#listeners.delete(run);
  }

  /** Comes into the call with these tracks, or to look and listen only. */
  join(stream: MediaStream | null): void {
    if (this.#phase === 'joined') return;
    this.#media.use({
      audio: stream?.getAudioTracks()[0] ?? null,
      video: stream?.getVideoTracks()[0] ?? null,
    });
    this.#phase = 'joined';
    this.#announce();
    this.#changed();
    this.#lookLater();
  }

  leave(): void {
    this.#end('left');
  }

  /** A signal of the room came. What is none of a call is ignored. */
  takeSignal(from: number, data: unknown): void {
    const signal = readSignal(data);
    if (!signal || from === this.#me) return;
    if (signal.call === 'leave') this.#left(from);
    else if (signal.call !== 'sdp' && signal.call !== 'ice') this.#isCaller(from);
    if (this.#phase === 'joined') this.#take(from, signal);
    this.#changed();
  }

  /** Somebody came into the room. */
  connectionCame(connection: number): void {
    // Who comes later calls us when they come into the call.
    if (this.#phase === 'joined' && connection !== this.#me) this.#send(connection, { call: 'in' });
  }

  connectionGone(connection: number): void {
    this.#ends.get(connection)?.link?.close();
    this.#ends.delete(connection);
    this.#left(connection);
    this.#changed();
  }

  /**
   * We came back into the room under another number, after a break of the line: the others take us for new, and
   * everything is set up anew. `ice` replaces the servers, whose credentials run out.
   */
  reconnected(me: number, ice: readonly RTCIceServer[]): void {
    this.#ice = ice;
    if (me === this.#me) {
      for (const end of this.#ends.values()) end.link?.setServers(this.#configuration());
      return;
    }
    this.#me = me;
    this.#closeAll();
    const here = new Set(this.#parts.connections());
    this.#callers = new Set([...this.#callers].filter((one) => here.has(one)));
    if (this.#phase === 'joined') this.#announce();
    this.#changed();
  }

  /** Tries once more with one that was given up; the other end takes part by itself. */
  retry(connection: number): void {
    const end = this.#ends.get(connection);
    if (this.#phase !== 'joined' || !end) return;
    end.link?.close();
    this.#ends.delete(connection);
    this.#invite(connection);
    this.#changed();
  }

  /** False when there is no microphone; it stays silent then. */
  setMicrophone(on: boolean): boolean {
    return this.#media.enable('audio', on);
  }

  setCamera(on: boolean): boolean {
    return this.#media.enable('video', on);
  }

  /** Other tracks in place of those in use; undefined leaves one as it is, null takes it away. */
  useDevices(tracks: Tracks): void {
    this.#media.use(tracks);
  }

  /**
   * Asks for a screen, a window or a tab and shows it beside the camera, until stopSharing() or the browser ends
   * it. False when the person did not choose one. Throws what getDisplayMedia throws otherwise.
   */
  shareScreen(): Promise<boolean> {
    return this.#media.share();
  }

  stopSharing(): void {
    this.#media.stopSharing();
  }

  #take(from: number, signal: CallSignal): void {
    const end = this.#ends.get(from);
    switch (signal.call) {
      case 'join':
        this.#joined(from, signal.id, signal.media);
        return;
      case 'here':
        if (end?.mine !== signal.to) return;
        end.media = signal.media;
        if (end.theirs === signal.id) return;
        if (end.theirs === null && this.#isFull()) this.#end('full');
        else this.#open(from, end, signal.id);
        return;
      case 'full':
        // Only who has not let us in may say so.
        if (end?.mine === signal.to && end.theirs === null) this.#end('full');
        return;
      case 'media':
        if (end?.theirs) end.media = signal.media;
        return;
      case 'sdp':
      case 'ice':
        if (end?.mine === signal.to && end.theirs === signal.id) end.link?.take(signal);
    }
  }

  #joined(from: number, theirs: number, media: Media): void {
    let end = this.#ends.get(from);
    if (end?.theirs === theirs) {
      end.media = media;
      return;
    }
    if (!end?.theirs && this.#isFull()) {
      this.#send(from, { call: 'full', to: theirs });
      return;
    }
    // With a number that we know already, the other begins anew: after a failure, or having left.
    end ??= { mine: this.#nextId++, theirs: null, media: kNothing, link: null };
    this.#ends.set(from, end);
    end.media = media;
    this.#send(from, { call: 'here', id: end.mine, to: theirs, media: this.#media.media() });
    this.#open(from, end, theirs);
  }

  #open(connection: number, end: End, theirs: number): void {
    end.link?.close();
    end.theirs = theirs;
    const create = this.#parts.createPeer ?? ((configuration) => new RTCPeerConnection(configuration));
    const link = new PeerLink({
      id: end.mine,
      theirs,
      polite: this.#me < connection,
      peer: create(this.#configuration()),
      setTimer: this.#setTimer,
      connectMs: this.#parts.connectMs ?? 10_000,
      send: (signal) => this.#send(connection, signal),
      changed: () => {
        if (link.phase === 'connected') this.#shareBits();
        this.#changed();
      },
    });
    end.link = link;
    link.sendTracks(this.#media.outgoing());
  }

  #configuration(): RTCConfiguration {
    return { iceServers: [...this.#ice], iceTransportPolicy: this.#parts.relayOnly ? 'relay' : 'all' };
  }

  #isFull(): boolean {
    let others = 0;
    for (const end of this.#ends.values()) if (end.theirs !== null) others++;
    return others >= this.#most - 1;
  }

  #announce(): void {
    for (const connection of this.#parts.connections()) if (connection !== this.#me) this.#invite(connection);
  }

  #invite(connection: number): void {
    let end = this.#ends.get(connection);
    if (end?.theirs) return;
    end ??= { mine: this.#nextId++, theirs: null, media: kNothing, link: null };
    this.#ends.set(connection, end);
    this.#send(connection, { call: 'join', id: end.mine, media: this.#media.media() });
  }

  #left(connection: number): void {
    const end = this.#ends.get(connection);
    // Our number stays: they may come back, and have been told it.
    if (end) {
      end.link?.close();
      end.link = end.theirs = null;
    }
    if (!this.#callers.has(connection)) return;
    const callers = new Set(this.#callers);
    callers.delete(connection);
    this.#callers = callers;
  }

  #isCaller(connection: number): void {
    if (!this.#callers.has(connection)) this.#callers = new Set(this.#callers).add(connection);
  }

  #end(phase: CallPhase): void {
    if (this.#phase === 'joined')
      for (const connection of this.#parts.connections())
        if (connection !== this.#me) this.#send(connection, { call: 'leave' });
    this.#closeAll();
    this.#stopLooking?.();
    this.#stopLooking = null;
    this.#phase = phase;
    this.#media.stopSharing();
    this.#changed();
  }

  #closeAll(): void {
    for (const end of this.#ends.values()) end.link?.close();
    this.#ends.clear();
  }

  #mediaChanged(): void {
    for (const end of this.#ends.values()) end.link?.sendTracks(this.#media.outgoing());
    if (this.#phase === 'joined')
      for (const [connection, end] of this.#ends)
        if (end.theirs !== null) this.#send(connection, { call: 'media', media: this.#media.media() });
    this.#changed();
  }

  #shareBits(): void {
    const links = [...this.#ends.values()].flatMap((end) => end.link ?? []);
    const bits = kCameraBits[Math.min(links.length, kCameraBits.length) - 1];
    if (bits) for (const link of links) void link.limitCamera(bits);
  }

  #lookLater(): void {
    this.#stopLooking = this.#setTimer(() => {
      for (const end of this.#ends.values()) void end.link?.look().catch(() => undefined);
      this.#lookLater();
    }, this.#parts.lookMs ?? 2000);
  }

  #send(to: number, signal: CallSignal): void {
    this.#parts.send(to, signal);
  }

  #changed(): void {
    const peers = new Map<number, PeerState>();
    for (const [connection, end] of this.#ends)
      if (end.link)
        peers.set(connection, peerState(connection, end.link, end.media, this.#peers.get(connection)));
    const same =
      peers.size === this.#peers.size && [...peers].every(([key, now]) => this.#peers.get(key) === now);
    if (!same) this.#peers = peers;
    this.#local = this.#media.state(this.#phase);
    for (const run of [...this.#listeners]) run();
  }
}

// The state before where nothing of it has changed.
function peerState(
  connection: number,
  link: PeerLink,
  media: Media,
  before: PeerState | undefined,
): PeerState {
  const now: PeerState = {
    connection,
    phase: link.phase,
    failure: link.failure,
    microphone: media.microphone,
    camera: media.camera,
    stream: link.stream(media.stream),
    screen: media.screen ? link.stream(media.screen) : null,
    quality: link.quality,
    roundTripMs: link.roundTripMs,
  };
  const keys = Object.keys(now) as (keyof PeerState)[];
  return before && keys.every((key) => before[key] === now[key]) ? before : now;
}
