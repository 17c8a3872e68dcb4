import type { Selection } from '../ot/selection.js';

/** The messages from client to server that are not commands (docs/protocol.md). */

export interface Hello {
  token: string;
  room: string;
  client: string;
  seen: number;
  head: string;
  pending: boolean;
}

export function encodeHello(hello: Hello): string {
  return JSON.stringify({ type: 'hello', ...hello });
}

/** `after`: the command in flight that the positions already count in; 0: none. */
export function encodeSelect(doc: number, base: number, after: number, ranges: readonly Selection[]): string {
  const pairs = ranges.map(({ anchor, head }) => [anchor, head]);
  return JSON.stringify({ type: 'select', doc, base, ...(after !== 0 && { after }), ranges: pairs });
}

export function encodeSignal(to: number, data: unknown): string {
  return JSON.stringify({ type: 'signal', to, data: data ?? null });
}

export const kPing = JSON.stringify({ type: 'ping' });
export const kRenew = JSON.stringify({ type: 'renew' });
