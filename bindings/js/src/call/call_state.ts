// What a call looks like from outside: plain values that are replaced, never changed, so that === tells.

/**
 * Why two ends do not reach each other:
 * - `relay_refused`: the TURN server does not take the credentials.
 * - `relay_unreachable`: a STUN or TURN server does not answer, and there is no other way.
 * - `no_route`: addresses were exchanged, and none of them works.
 * - `no_answer`: the other page said that it is in the call, and then nothing.
 * - `refused`: the browser could not make or take a description.
 */
export type PeerFailure = 'relay_refused' | 'relay_unreachable' | 'no_route' | 'no_answer' | 'refused';

/** `reconnecting`: it worked, and is being mended. `failed`: given up until retry() here or there. */
export type PeerPhase = 'connecting' | 'connected' | 'reconnecting' | 'failed';

export type Quality = 'good' | 'fair' | 'poor';

/** One other connection that is in the call. */
export interface PeerState {
  readonly connection: number;
  readonly phase: PeerPhase;
  /** With phase `failed` only. */
  readonly failure: PeerFailure | null;
  /** What the other says of the own microphone and camera; the tracks themselves only go silent and black. */
  readonly microphone: boolean;
  readonly camera: boolean;
  /** Microphone and camera of the other, as far as they came. */
  readonly stream: MediaStream | null;
  /** The other's shared screen: a stream of its own beside the camera. */
  readonly screen: MediaStream | null;
  /** Not measured yet: null. */
  readonly quality: Quality | null;
  /** Round trip in ms, null: not measured. */
  readonly roundTripMs: number | null;
}

/** `full`: there were as many people as can be in a call. `left`: by the person, or not joined yet. */
export type CallPhase = 'left' | 'joined' | 'full';

export interface LocalState {
  readonly phase: CallPhase;
  /** There is a microphone (a camera), and it is on. */
  readonly microphone: boolean;
  readonly camera: boolean;
  /** There is a track at all; without one the buttons ask for a device. */
  readonly hasMicrophone: boolean;
  readonly hasCamera: boolean;
  /** Own microphone and camera, for the own tile (play it muted). */
  readonly stream: MediaStream | null;
  readonly screen: MediaStream | null;
}
