// What the pages of a call say to each other, as `data` of a `signal` of interview.v1. Signals go to one
// connection and arrive in order, or not at all when that connection is gone.
//
//   {"call":"in"}                                    I am in the call; to those who come into the room later
//   {"call":"join","id":1,"media":MEDIA}             I come into the call; whoever is in it answers with `here`
//   {"call":"here","id":2,"to":1,"media":MEDIA}      so am I; both ends now open a peer connection
//   {"call":"leave"}                                 no longer
//   {"call":"full","to":1}                           there are as many as can be
//   {"call":"media","media":MEDIA}                   muted, camera off, sharing, ...
//   {"call":"sdp","id":2,"to":1,"kind":"offer","sdp":"...","more":true}   more: the text goes on in the next one
//   {"call":"ice","id":2,"to":1,"candidates":[...]}
//
// MEDIA is {"microphone":true,"camera":true,"stream":"id","screen":"id"}: what can be heard and seen, and the
// ids of the two media streams ("" for none). `id` numbers the sender's end of one link between two connections,
// `to` the receiver's: what belongs to a link that is no more is told apart by them.

/** What somebody lets others hear and see. */
export interface Media {
  readonly microphone: boolean;
  readonly camera: boolean;
  /** Id of the media stream of microphone and camera, '' for none. */
  readonly stream: string;
  /** Id of the media stream of the shared screen, '' for none. */
  readonly screen: string;
}

export type CallSignal =
  | { readonly call: 'join'; readonly id: number; readonly media: Media }
  | { readonly call: 'here'; readonly id: number; readonly to: number; readonly media: Media }
  | { readonly call: 'in' }
  | { readonly call: 'leave' }
  | { readonly call: 'full'; readonly to: number }
  | { readonly call: 'media'; readonly media: Media }
  | {
      readonly call: 'sdp';
      readonly id: number;
      readonly to: number;
      readonly kind: 'offer' | 'answer';
      readonly sdp: string;
      readonly more: boolean;
    }
  | {
      readonly call: 'ice';
      readonly id: number;
      readonly to: number;
      readonly candidates: readonly RTCIceCandidateInit[];
    };

/** UTF-16 code units of a description in one signal. Escaped it stays well below the server's 32 KiB. */
export const kDescriptionUnits = 12_000;
/** Candidates in one signal. */
export const kCandidates = 20;
/** Code units that a description may have in all, so that nobody fills another's memory. */
export const kLongestDescription = 262_144;
const kCandidateUnits = 1024;
const kIdUnits = 128;

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isId(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

function isShort(value: unknown, units: number): value is string {
  return typeof value === 'string' && value.length <= units;
}

function mediaOf(value: unknown): Media | null {
  if (!isFields(value)) return null;
  const { microphone, camera, stream, screen } = value;
  if (typeof microphone !== 'boolean' || typeof camera !== 'boolean') return null;
  if (!isShort(stream, kIdUnits) || !isShort(screen, kIdUnits)) return null;
  return { microphone, camera, stream, screen };
}

function candidateOf(value: unknown): RTCIceCandidateInit | null {
  if (!isFields(value) || !isShort(value.candidate, kCandidateUnits)) return null;
  const { sdpMid, sdpMLineIndex, usernameFragment } = value;
  const candidate: RTCIceCandidateInit = { candidate: value.candidate };
  if (isShort(sdpMid, kIdUnits)) candidate.sdpMid = sdpMid;
  if (typeof sdpMLineIndex === 'number' && Number.isInteger(sdpMLineIndex) && sdpMLineIndex >= 0)
    candidate.sdpMLineIndex = sdpMLineIndex;
  if (isShort(usernameFragment, kIdUnits)) candidate.usernameFragment = usernameFragment;
  return candidate.sdpMid === undefined && candidate.sdpMLineIndex === undefined ? null : candidate;
}

/** Reads a signal that came from another page; null for what is none. Nothing in it is believed. */
export function readSignal(data: unknown): CallSignal | null {
  if (!isFields(data)) return null;
  const { call, id, to } = data;
  switch (call) {
    case 'in':
    case 'leave':
      return { call };
    case 'full':
      return isId(to) ? { call, to } : null;
    case 'media': {
      const media = mediaOf(data.media);
      return media && { call, media };
    }
    case 'join': {
      const media = mediaOf(data.media);
      return media && isId(id) ? { call, id, media } : null;
    }
    case 'here': {
      const media = mediaOf(data.media);
      return media && isId(id) && isId(to) ? { call, id, to, media } : null;
    }
    case 'sdp': {
      const { kind, sdp, more } = data;
      if (!isId(id) || !isId(to) || (kind !== 'offer' && kind !== 'answer')) return null;
      return isShort(sdp, kDescriptionUnits) ? { call, id, to, kind, sdp, more: more === true } : null;
    }
    case 'ice': {
      if (!isId(id) || !isId(to) || !Array.isArray(data.candidates)) return null;
      if (data.candidates.length > kCandidates) return null;
      const candidates = data.candidates.map(candidateOf);
      return candidates.every((one) => one !== null) ? { call, id, to, candidates } : null;
    }
    default:
      return null;
  }
}

/** A description as the signals that carry it, in order. */
export function descriptionSignals(
  id: number,
  to: number,
  kind: 'offer' | 'answer',
  sdp: string,
): CallSignal[] {
  const signals: CallSignal[] = [];
  let at = 0;
  do {
    const part = sdp.slice(at, at + kDescriptionUnits);
    at += kDescriptionUnits;
    signals.push({ call: 'sdp', id, to, kind, sdp: part, more: at < sdp.length });
  } while (at < sdp.length);
  return signals;
}

/** Puts descriptions together again from their signals, which arrive in order. */
export class DescriptionParts {
  #text = '';
  #tooLong = false;

  /** The whole description with the last of its signals, null before it and for one that is too long. */
  take(part: { kind: 'offer' | 'answer'; sdp: string; more: boolean }): RTCSessionDescriptionInit | null {
    this.#tooLong ||= this.#text.length + part.sdp.length > kLongestDescription;
    this.#text = this.#tooLong ? '' : this.#text + part.sdp;
    if (part.more) return null;
    const whole = this.#tooLong ? null : { type: part.kind, sdp: this.#text };
    this.#text = '';
    this.#tooLong = false;
    return whole;
  }
}
