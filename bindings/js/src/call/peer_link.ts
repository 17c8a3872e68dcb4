// One end of one connection of a call: an RTCPeerConnection with perfect negotiation
// (https://www.w3.org/TR/webrtc/#perfect-negotiation-example), which mends itself and gives up in time.
import type { SetTimer } from '../net/live_socket.js';
import { type CallSignal, DescriptionParts, descriptionSignals, kCandidates } from './call_signal.js';
import type { PeerFailure, PeerPhase, Quality } from './call_state.js';
import { judge, type Measure, measure } from './quality.js';

/** What is sent: the tracks of the moment, each in a stream whose id the other knows. */
export interface Outgoing {
  readonly audio: MediaStreamTrack | null;
  readonly video: MediaStreamTrack | null;
  readonly stream: MediaStream;
  readonly screenTrack: MediaStreamTrack | null;
  readonly screen: MediaStream;
}

export interface PeerLinkParts {
  /** Numbers of the two ends of this link. */
  readonly id: number;
  readonly theirs: number;
  /** Of two offers that cross, the polite end takes its own back. */
  readonly polite: boolean;
  readonly peer: RTCPeerConnection;
  readonly setTimer: SetTimer;
  /** From the start, or from the begin of mending, to giving up. */
  readonly connectMs: number;
  readonly send: (signal: CallSignal) => void;
  readonly changed: () => void;
}

/** How long a connection that went quiet may come back by itself. */
export const kQuietMs = 3000;
/** Candidates found within this time travel together. */
export const kGatherMs = 30;

type Kind = 'audio' | 'video' | 'screen';

/** Belongs to a Call. After close() nothing is sent and nothing changes. */
export class PeerLink {
  readonly #parts: PeerLinkParts;
  readonly #peer: RTCPeerConnection;
  readonly #senders = new Map<Kind, RTCRtpSender>();
  readonly #description = new DescriptionParts();
  #phase: PeerPhase = 'connecting';
  #failure: PeerFailure | null = null;
  #streams: ReadonlyMap<string, MediaStream> = new Map();
  #quality: Quality | null = null;
  #measure: Measure | null = null;
  #incoming: Promise<void> = Promise.resolve();
  #makingOffer = false;
  #takingAnswer = false;
  #ignoring = false;
  #early: RTCIceCandidateInit[] = [];
  #found: RTCIceCandidateInit[] = [];
  #foundAny = false;
  #relayRefused = false;
  #relaySilent = false;
  #wasConnected = false;
  #restarted = false;
  #stopDeadline: (() => void) | null = null;
  #stopQuiet: (() => void) | null = null;
  #stopGathering: (() => void) | null = null;

  constructor(parts: PeerLinkParts) {
    this.#parts = parts;
    this.#peer = parts.peer;
    const peer = parts.peer;
    peer.onnegotiationneeded = () => void this.#offer();
    peer.onicecandidate = ({ candidate }) => this.#foundCandidate(candidate);
    peer.onicecandidateerror = (event) => this.#serverFailed(event);
    peer.onicegatheringstatechange = () => this.#gathered();
    peer.onconnectionstatechange = () => this.#stateChanged();
    peer.oniceconnectionstatechange = () => this.#stateChanged();
    peer.ontrack = ({ streams }) => {
      const all = new Map(this.#streams);
      for (const stream of streams) all.set(stream.id, stream);
      this.#streams = all;
      this.#parts.changed();
    };
    this.#restartDeadline();
    // Something to connect for, also where neither end has a microphone or a camera.
    peer.createDataChannel('call', { negotiated: true, id: 0 });
  }

  get phase(): PeerPhase {
    return this.#phase;
  }
  get failure(): PeerFailure | null {
    return this.#failure;
  }
  get quality(): Quality | null {
    return this.#quality;
  }
  get roundTripMs(): number | null {
    return this.#measure?.roundTripMs ?? null;
  }
  /** The other's stream with this id, if it has come. */
  stream(id: string): MediaStream | null {
    return this.#streams.get(id) ?? null;
  }

  /** Sends these tracks in place of what was sent. A track of a kind that was sent before needs no new offer. */
  sendTracks(out: Outgoing): void {
    if (this.#phase === 'failed') return;
    this.#sendTrack('audio', out.audio, out.stream);
    this.#sendTrack('video', out.video, out.stream);
    this.#sendTrack('screen', out.screenTrack, out.screen);
  }

  /** At most `bits` a second of camera; the other tracks are left to the browser. */
  async limitCamera(bits: number): Promise<void> {
    const sender = this.#senders.get('video');
    if (!sender || this.#phase !== 'connected') return;
    const parameters = sender.getParameters();
    const first = parameters.encodings?.[0];
    if (!first || first.maxBitrate === bits) return;
    first.maxBitrate = bits;
    // A connection that closes meanwhile needs no limit.
    await sender.setParameters(parameters).catch(() => undefined);
  }

  /** Takes a signal of this link. They are worked off one after the other. */
  take(signal: Extract<CallSignal, { call: 'sdp' | 'ice' }>): void {
    this.#incoming = this.#incoming.then(() => this.#work(signal));
  }

  /** Takes new servers, for the next time that ways are looked for. */
  setServers(configuration: RTCConfiguration): void {
    if (this.#phase !== 'failed') this.#peer.setConfiguration(configuration);
  }

  /** Measures the quality since the last time. */
  async look(): Promise<void> {
    if (this.#phase !== 'connected') return;
    const report = await this.#peer.getStats();
    if (this.#phase !== 'connected') return;
    const now = measure(report as unknown as Iterable<readonly [string, unknown]>);
    this.#quality = judge(this.#measure, now);
    this.#measure = now;
    this.#parts.changed();
  }

  close(): void {
    for (const stop of [this.#stopDeadline, this.#stopQuiet, this.#stopGathering]) stop?.();
    this.#stopDeadline = this.#stopQuiet = this.#stopGathering = null;
    const peer = this.#peer;
    peer.onnegotiationneeded = peer.onicecandidate = peer.onicecandidateerror = null;
    peer.onicegatheringstatechange = peer.onconnectionstatechange = null;
    peer.oniceconnectionstatechange = peer.ontrack = null;
    peer.close();
  }

  get #closed(): boolean {
    return this.#peer.signalingState === 'closed';
  }

  #sendTrack(kind: Kind, track: MediaStreamTrack | null, stream: MediaStream): void {
    const sender = this.#senders.get(kind);
    if (!sender) {
      if (track) this.#senders.set(kind, this.#peer.addTrack(track, stream));
    } else if (sender.track !== track) {
      // Rejected only where the kind differs or the connection is closed: neither is an error here.
      sender.replaceTrack(track).catch(() => undefined);
    }
  }

  async #offer(): Promise<void> {
    // The impolite end begins, and the answer says what this one sends. Were both to begin, Chromium could not take
    // back the data channel of an offer with other tracks ("Failed to start SCTP transport").
    if (this.#parts.polite && !this.#peer.remoteDescription) return;
    try {
      this.#makingOffer = true;
      await this.#peer.setLocalDescription();
      this.#sendDescription();
    } catch {
      if (!this.#closed) this.#fail('refused');
    } finally {
      this.#makingOffer = false;
    }
  }

  #sendDescription(): void {
    const description = this.#peer.localDescription;
    if (this.#closed || !description) return;
    if (description.type !== 'offer' && description.type !== 'answer') return;
    const { id, theirs } = this.#parts;
    for (const signal of descriptionSignals(id, theirs, description.type, description.sdp))
      this.#parts.send(signal);
  }

  async #work(signal: Extract<CallSignal, { call: 'sdp' | 'ice' }>): Promise<void> {
    if (this.#closed) return;
    if (signal.call === 'ice') {
      for (const candidate of signal.candidates) await this.#candidate(candidate);
      return;
    }
    const description = this.#description.take(signal);
    if (description) await this.#describe(description);
  }

  async #describe(description: RTCSessionDescriptionInit): Promise<void> {
    const peer = this.#peer;
    const offer = description.type === 'offer';
    const readyForOffer = !this.#makingOffer && (peer.signalingState === 'stable' || this.#takingAnswer);
    this.#ignoring = !this.#parts.polite && offer && !readyForOffer;
    if (this.#ignoring) return;
    // An answer to an offer that was taken back.
    if (!offer && peer.signalingState !== 'have-local-offer') return;
    try {
      this.#takingAnswer = !offer;
      await peer.setRemoteDescription(description);
      this.#takingAnswer = false;
      for (const candidate of this.#early.splice(0)) await this.#candidate(candidate);
      if (!offer) return;
      await peer.setLocalDescription();
      this.#sendDescription();
    } catch {
      this.#takingAnswer = false;
      if (!this.#closed) this.#fail('refused');
    }
  }

  async #candidate(candidate: RTCIceCandidateInit): Promise<void> {
    if (this.#closed || this.#ignoring) return;
    if (!this.#peer.remoteDescription) {
      if (this.#early.length < 10 * kCandidates) this.#early.push(candidate);
      return;
    }
    // One address that cannot be used leaves the others.
    await this.#peer.addIceCandidate(candidate).catch(() => undefined);
  }

  #foundCandidate(candidate: RTCIceCandidate | null): void {
    if (candidate?.candidate) {
      this.#foundAny = true;
      this.#found.push(candidate.toJSON());
      this.#stopGathering ??= this.#parts.setTimer(() => this.#sendFound(), kGatherMs);
    } else if (this.#stopGathering) {
      this.#sendFound();
    }
  }

  #sendFound(): void {
    this.#stopGathering?.();
    this.#stopGathering = null;
    const { id, theirs } = this.#parts;
    while (this.#found.length > 0)
      this.#parts.send({ call: 'ice', id, to: theirs, candidates: this.#found.splice(0, kCandidates) });
  }

  #serverFailed(event: RTCPeerConnectionIceErrorEvent): void {
    // 300 to 699 are answers of the server (RFC 8656 §19); 701 is the browser's own: it does not answer.
    if (event.errorCode >= 300 && event.errorCode < 700) this.#relayRefused = true;
    else this.#relaySilent = true;
    this.#gathered();
  }

  // With no address at all and a server that says no there is nothing to wait for.
  #gathered(): void {
    if (this.#wasConnected || this.#foundAny || !this.#relayRefused) return;
    if (this.#peer.iceGatheringState === 'complete') this.#fail('relay_refused');
  }

  #stateChanged(): void {
    if (this.#phase === 'failed') return;
    const { connectionState, iceConnectionState } = this.#peer;
    if (connectionState === 'connected') {
      this.#connected();
    } else if (connectionState === 'failed' || iceConnectionState === 'failed') {
      this.#mend();
    } else if (connectionState === 'disconnected' && this.#wasConnected) {
      this.#setPhase('reconnecting');
      this.#stopQuiet ??= this.#parts.setTimer(() => this.#mend(), kQuietMs);
    }
  }

  #connected(): void {
    for (const stop of [this.#stopDeadline, this.#stopQuiet]) stop?.();
    this.#stopDeadline = this.#stopQuiet = null;
    this.#wasConnected = true;
    this.#restarted = false;
    this.#setPhase('connected');
  }

  // Looks for new ways once; when that does not help in time, it is given up.
  #mend(): void {
    this.#stopQuiet?.();
    this.#stopQuiet = null;
    if (this.#restarted) {
      this.#fail(this.#reason());
      return;
    }
    this.#restarted = true;
    this.#setPhase(this.#wasConnected ? 'reconnecting' : 'connecting');
    this.#restartDeadline();
    this.#peer.restartIce();
  }

  #restartDeadline(): void {
    this.#stopDeadline?.();
    this.#stopDeadline = this.#parts.setTimer(() => this.#fail(this.#reason()), this.#parts.connectMs);
  }

  #reason(): PeerFailure {
    if (this.#relayRefused) return 'relay_refused';
    if (!this.#peer.remoteDescription) return 'no_answer';
    return this.#relaySilent && !this.#foundAny ? 'relay_unreachable' : 'no_route';
  }

  #fail(why: PeerFailure): void {
    this.#failure = why;
    this.#quality = null;
    this.close();
    this.#setPhase('failed');
  }

  #setPhase(phase: PeerPhase): void {
    if (phase === this.#phase) return;
    this.#phase = phase;
    if (phase !== 'connected') this.#quality = null;
    this.#parts.changed();
  }
}
