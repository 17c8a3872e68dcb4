import { Fields } from '../protocol/fields.js';
import { fromBase64url } from './random.js';

const kSoonestMs = 1000;
const kLatestMs = 24 * 3600 * 1000;
const kFarthestSeconds = 2 ** 40;

/** When `exp` of a JWT comes, in ms since 1970; null if it cannot be read. Nothing is verified: the server does. */
export function tokenExpiry(token: string): number | null {
  const [, claims, signature] = token.split('.');
  if (claims === undefined || signature === undefined) return null;
  try {
    const fields = new Fields(JSON.parse(new TextDecoder().decode(fromBase64url(claims))));
    const seconds = fields.number('exp', kFarthestSeconds);
    return seconds > 0 ? seconds * 1000 : null;
  } catch {
    return null;
  }
}

/** When to ask for a new one, in ms: after half of what is left, between a second and a day from now. */
export function renewAfterMs(expiryMs: number, nowMs: number): number {
  const left = Math.max(0, expiryMs - nowMs);
  return Math.min(Math.max(Math.floor(left / 2), kSoonestMs), kLatestMs);
}
