import {
  type ClientSession,
  type Notice,
  permissionsOf,
  type Role,
  type SeenEvent,
} from '@libinterview/client';
import { Call, type LocalState, type PeerState } from '@libinterview/client/call';
import {
  chooseDevices,
  type DeviceChoice,
  type DeviceKind,
  type DeviceTrouble,
  deviceChoice,
  openDevices,
  stopStream,
} from './devices.ts';

/** As much of a LiveClient as a call needs. */
export interface CallLine {
  readonly session: Pick<ClientSession, 'connection' | 'you' | 'ice' | 'can' | 'view' | 'live'>;
  signal(to: number, data: unknown): void;
}

/** One of the others in the call, and who that is in the room. */
export interface Peer extends PeerState {
  readonly person: number;
}

export interface CallState {
  readonly local: LocalState;
  /** The others in the call; not the own connections from elsewhere. */
  readonly peers: readonly Peer[];
  /** People who are in the call, oneself left out; who came into the room first is first. */
  readonly callers: readonly number[];
  /** The browser has been asked for the devices to join with, and has not answered. */
  readonly joining: boolean;
  readonly choice: DeviceChoice;
  readonly trouble: Readonly<Partial<Record<DeviceKind, DeviceTrouble>>>;
  readonly relayOnly: boolean;
  /** Whether the room has a relay (TURN) at all. */
  readonly hasRelay: boolean;
}

const kRelayKey = 'interview.relay_only';

function relayOnlyWished(): boolean {
  try {
    return localStorage.getItem(kRelayKey) === 'yes';
  } catch {
    return false;
  }
}

function mayCall(role: Role): boolean {
  return permissionsOf(role).includes('signal');
}

function hasRelay(servers: readonly RTCIceServer[]): boolean {
  return servers.some(({ urls }) => [urls].flat().some((url) => /^turns?:/i.test(url)));
}

/**
 * The call of one room on this page: a Call, the devices that feed it, and the notices that drive it. It owns the
 * tracks that it opens and those that it is given; stop() ends them.
 */
export class RoomCall {
  readonly #line: CallLine;
  readonly #listeners = new Set<() => void>();
  #call: Call;
  #offCall: () => void;
  #relayOnly = relayOnlyWished();
  #trouble: CallState['trouble'] = {};
  #choice = deviceChoice();
  #state: CallState;
  // Until the room is there nothing can be said to anybody: it is joined then.
  #joinWith: MediaStream | null | undefined;
  #joining = false;
  // A browser may take any time to open a device: what it opens for a turn that is over is stopped.
  #turn = 0;
  // Whose connection it is. The view forgets it when the line breaks; the call goes on meanwhile.
  readonly #people = new Map<number, number>();
  #tracks: Record<DeviceKind, MediaStreamTrack | null> = { camera: null, microphone: null };

  constructor(line: CallLine) {
    this.#line = line;
    this.#call = this.#makeCall();
    this.#offCall = this.#call.on('change', () => this.#changed());
    this.#state = this.#read();
  }

  get state(): CallState {
    return this.#state;
  }

  subscribe = (run: () => void): (() => void) => {
    this.#listeners.add(run);
    return () => this.#listeners.delete(run);
  };

  /** Every notice of the session, in order. */
  take(notice: Notice): void {
    if (notice.type === 'caught_up') this.#caughtUp();
    else if (notice.type === 'signalled') this.#call.takeSignal(notice.from, notice.data);
    else if (notice.type === 'presence' && !notice.online) this.#call.connectionGone(notice.connection);
    else if (notice.type === 'presence') this.#came(notice.connection, notice.by);
    else if (notice.type === 'happened') this.#happened(notice.event);
  }

  /** Joins with these tracks, which are ours from then on; null: without any. */
  join(stream: MediaStream | null): void {
    // Those of an attempt before, when the call was full.
    this.#stopTracks();
    this.#tracks = {
      camera: stream?.getVideoTracks()[0] ?? null,
      microphone: stream?.getAudioTracks()[0] ?? null,
    };
    const { session } = this.#line;
    if (session.can.includes('signal')) this.#call.join(stream);
    else if (session.live) this.#stopTracks();
    else this.#joinWith = stream;
    this.#changed();
  }

  /** Opens these devices and joins with what could be had, unless that is over by then: leave() ends it, too. */
  async joinAgain(wanted: readonly DeviceKind[]): Promise<void> {
    const mine = this.#newTurn(true);
    const { stream, trouble } = await openDevices(wanted, this.#choice);
    if (mine !== this.#turn) return stopStream(stream);
    this.#joining = false;
    this.#trouble = trouble;
    this.join(stream);
  }

  leave(): void {
    this.#newTurn(false);
    this.#joinWith = undefined;
    this.#call.leave();
    this.#call.useDevices({ audio: null, video: null });
    this.#stopTracks();
  }

  /** Turns it on or off; opens a device where none is in use. */
  async set(kind: DeviceKind, on: boolean): Promise<void> {
    const done = kind === 'microphone' ? this.#call.setMicrophone(on) : this.#call.setCamera(on);
    if (!done && on) await this.#open(kind);
  }

  /** Another camera, microphone or speaker, from now on. */
  async choose(change: Partial<DeviceChoice>): Promise<void> {
    this.#choice = chooseDevices(change);
    this.#changed();
    if (change.camera !== undefined && this.#call.local.hasCamera) await this.#open('camera');
    if (change.microphone !== undefined && this.#call.local.hasMicrophone) await this.#open('microphone');
  }

  shareScreen(): Promise<boolean> {
    return this.#call.shareScreen();
  }
  stopSharing(): void {
    this.#call.stopSharing();
  }
  retry(connection: number): void {
    this.#call.retry(connection);
  }

  /** Everything through the relay, so that the others do not learn this machine's address. */
  setRelayOnly(on: boolean): void {
    try {
      localStorage.setItem(kRelayKey, on ? 'yes' : 'no');
    } catch {
      // Storage is off: it holds for this page.
    }
    this.#relayOnly = on;
    const { phase } = this.#call.local;
    const tracks = Object.values(this.#tracks).filter((track) => track !== null);
    this.#call.leave();
    this.#offCall();
    this.#call = this.#makeCall();
    this.#offCall = this.#call.on('change', () => this.#changed());
    if (phase === 'joined') this.#call.join(new MediaStream(tracks));
    this.#changed();
  }

  /** The page goes, or the room is left. */
  stop(): void {
    this.leave();
    this.#listeners.clear();
  }

  #makeCall(): Call {
    const { session } = this.#line;
    return new Call({
      me: session.connection,
      ice: session.ice,
      relayOnly: this.#relayOnly,
      send: (to, data) => this.#line.signal(to, data),
      connections: () => this.#callable(),
    });
  }

  // The server refuses what is for others, and tells us so.
  #callable(): number[] {
    const { can, view } = this.#line.session;
    if (!can.includes('signal')) return [];
    const here = [...view.connections].filter(([, number]) => {
      const person = view.people.get(number);
      return !person || mayCall(person.role);
    });
    return here.map(([connection]) => connection);
  }

  #came(connection: number, by: number): void {
    // Somebody new is known with their first event only, which follows.
    const person = this.#line.session.view.people.get(by);
    if (person && mayCall(person.role)) this.#call.connectionCame(connection);
  }

  #happened(event: SeenEvent): void {
    if (event.kind !== 'joined' && event.kind !== 'role_changed') return;
    // As of this event, not of the view, which may be further: to the others, too, somebody is out from there on.
    const may = mayCall(event.role);
    const { session } = this.#line;
    if (event.participant === session.you && !may) this.#out();
    for (const [connection, person] of session.view.connections) {
      if (person !== event.participant || connection === session.connection) continue;
      // Their own "leave" would be refused; and they have not heard yet that we are in the call.
      if (may) this.#call.connectionCame(connection);
      else this.#call.connectionGone(connection);
    }
  }

  // Who may not call is not in the call, and does not hear who is.
  #out(): void {
    this.leave();
    for (const connection of this.#call.callers) this.#call.connectionGone(connection);
  }

  #caughtUp(): void {
    const { session } = this.#line;
    const may = session.can.includes('signal');
    if (!may) this.#out();
    this.#call.reconnected(session.connection, session.ice);
    if (this.#joinWith === undefined || !may) return;
    const stream = this.#joinWith;
    this.#newTurn(false);
    this.#joinWith = undefined;
    this.#call.join(stream);
  }

  #newTurn(joining: boolean): number {
    this.#turn += 1;
    this.#joining = joining;
    this.#changed();
    return this.#turn;
  }

  async #open(kind: DeviceKind): Promise<void> {
    const mine = this.#turn;
    const { stream, trouble } = await openDevices([kind], this.#choice);
    if (mine !== this.#turn || this.#call.local.phase !== 'joined') return stopStream(stream);
    const track = stream?.getTracks()[0] ?? null;
    this.#trouble = { ...this.#trouble, [kind]: trouble[kind] };
    if (track) {
      const before = this.#tracks[kind];
      this.#tracks[kind] = track;
      this.#call.useDevices(kind === 'camera' ? { video: track } : { audio: track });
      before?.stop();
    }
    this.#changed();
  }

  #stopTracks(): void {
    for (const track of Object.values(this.#tracks)) track?.stop();
    this.#tracks = { camera: null, microphone: null };
  }

  #changed(): void {
    this.#state = this.#read();
    for (const run of [...this.#listeners]) run();
  }

  #read(): CallState {
    const { session } = this.#line;
    for (const [connection, person] of session.view.connections) this.#people.set(connection, person);
    const personOf = (connection: number) => this.#people.get(connection) ?? 0;
    const peers = [...this.#call.peers.values()].map((peer) => ({
      ...peer,
      person: personOf(peer.connection),
    }));
    const callers = [...this.#call.callers].map(personOf);
    return {
      local: this.#call.local,
      peers: peers.filter(({ person }) => person !== session.you),
      callers: [...new Set(callers)].filter((one) => one !== 0 && one !== session.you).sort((a, b) => a - b),
      joining: this.#joining,
      choice: this.#choice,
      trouble: this.#trouble,
      relayOnly: this.#relayOnly,
      hasRelay: hasRelay(session.ice),
    };
  }
}
