import { Operation } from '../ot/operation.js';
import { isHighSurrogate } from '../ot/text.js';

// What a number takes in JSON at most, with its comma; and a unit of text, written as an escape.
const kBytesOfNumber = 12;
const kBytesOfUnit = 6;
const kBytesOfEnvelope = 256;
// Below that, a part of an edit might not fit, and a long one would be cut into pieces that change nothing.
const kFewestBytes = 512;

/**
 * Cuts an operation into a first part that a message of that size can carry, and the rest, which applies after
 * it; null if there is none. All that is erased goes first, if there is room: then no text on the way is longer
 * than both ends of it, and none is above a limit that the last one keeps.
 */
export function splitForMessage(op: Operation, messageBytes: number): [Operation, Operation | null] {
  let budget = Math.max(messageBytes, kFewestBytes) - kBytesOfEnvelope;
  const numbers = op.parts.filter((part) => typeof part === 'number').length;
  const erasesFirst = numbers * kBytesOfNumber <= budget / 2;
  if (erasesFirst) budget -= numbers * kBytesOfNumber;
  const first = Operation.builder();
  const rest = Operation.builder();
  let full = false;
  for (const part of op.parts) {
    if (erasesFirst && typeof part === 'number') {
      if (part > 0) first.retain(part);
      else first.erase(-part);
      rest.retain(Math.max(part, 0));
      continue;
    }
    const cost = typeof part === 'string' ? part.length * kBytesOfUnit + 3 : kBytesOfNumber;
    if (!full && cost <= budget) {
      budget -= cost;
      if (typeof part === 'string') {
        first.insert(part);
        rest.retain(part.length);
      } else if (part > 0) {
        first.retain(part);
        rest.retain(part);
      } else {
        first.erase(-part);
      }
      continue;
    }
    if (typeof part === 'string') {
      const fits = full ? 0 : wholeCharacters(part, Math.floor(budget / kBytesOfUnit));
      first.insert(part.slice(0, fits));
      rest.retain(fits);
      rest.insert(part.slice(fits));
    } else if (part > 0) {
      first.retain(part);
      rest.retain(part);
    } else {
      first.retain(-part);
      rest.erase(-part);
    }
    full = true;
  }
  return full ? [first.done(), rest.done()] : [op, null];
}

function wholeCharacters(text: string, units: number): number {
  return units > 0 && isHighSurrogate(text.charCodeAt(units - 1)) ? units - 1 : units;
}
