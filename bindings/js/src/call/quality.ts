// How good a connection is, from what RTCPeerConnection.getStats says. https://www.w3.org/TR/webrtc-stats/
import type { Quality } from './call_state.js';

/** What is measured at one moment; the counters are of the whole time. */
export interface Measure {
  /** ms of the pair of addresses in use, null: not known. */
  readonly roundTripMs: number | null;
  readonly received: number;
  readonly lost: number;
  /** Share of what was sent that the other misses, 0 to 1, null: not told. */
  readonly lostThere: number | null;
}

export interface QualityLimits {
  readonly fairMs: number;
  readonly poorMs: number;
  readonly fairLoss: number;
  readonly poorLoss: number;
}

/** Beyond 200 ms people begin to talk at the same time; beyond 3 % of loss speech is audibly mended. */
export const kQualityLimits: QualityLimits = { fairMs: 200, poorMs: 400, fairLoss: 0.03, poorLoss: 0.08 };

/** Reads a report. Entries are looked at by `type`; what is missing is taken as not known. */
export function measure(report: Iterable<readonly [string, unknown]>): Measure {
  let roundTripMs: number | null = null;
  let received = 0;
  let lost = 0;
  let lostThere: number | null = null;
  for (const [, raw] of report) {
    const entry = raw as Readonly<Record<string, unknown>>;
    const number = (name: string): number | null =>
      typeof entry[name] === 'number' && Number.isFinite(entry[name]) ? entry[name] : null;
    if (entry.type === 'candidate-pair' && entry.nominated === true && entry.state === 'succeeded') {
      const seconds = number('currentRoundTripTime');
      if (seconds !== null) roundTripMs = Math.round(seconds * 1000);
    } else if (entry.type === 'inbound-rtp') {
      received += number('packetsReceived') ?? 0;
      lost += Math.max(0, number('packetsLost') ?? 0);
    } else if (entry.type === 'remote-inbound-rtp') {
      const share = number('fractionLost');
      if (share !== null) lostThere = Math.max(lostThere ?? 0, share);
    }
  }
  return { roundTripMs, received, lost, lostThere };
}

/** The quality between two measures; null when neither time nor loss is known. */
export function judge(before: Measure | null, now: Measure, limits = kQualityLimits): Quality | null {
  const lost = now.lost - (before?.lost ?? 0);
  const all = now.received - (before?.received ?? 0) + lost;
  const lostHere = all > 0 ? Math.max(0, lost) / all : null;
  if (now.roundTripMs === null && lostHere === null && now.lostThere === null) return null;
  const loss = Math.max(lostHere ?? 0, now.lostThere ?? 0);
  const trip = now.roundTripMs ?? 0;
  if (trip > limits.poorMs || loss > limits.poorLoss) return 'poor';
  return trip > limits.fairMs || loss > limits.fairLoss ? 'fair' : 'good';
}
