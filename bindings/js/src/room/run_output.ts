import { utf8Length } from '../utf8.js';
import type { RunOutput } from './room_view.js';

/** `text` without its first characters, as few as make up at least that many bytes of UTF-8. */
function withoutBytes(text: string, bytes: number): string {
  let at = 0;
  for (let cut = 0; cut < bytes && at < text.length; ) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    cut += utf8Length(character);
    at += character.length;
  }
  return text.slice(at);
}

/** Takes in more output, and forgets the oldest beyond `mostBytes` of UTF-8; characters stay whole. */
export function keepOutput(
  output: readonly RunOutput[],
  more: RunOutput,
  mostBytes: number,
): readonly RunOutput[] {
  const kept = output.slice();
  const last = kept[kept.length - 1];
  if (last?.stream === more.stream)
    kept[kept.length - 1] = { stream: last.stream, data: last.data + more.data };
  else if (more.data !== '') kept.push({ stream: more.stream, data: more.data });
  let excess = kept.reduce((sum, piece) => sum + utf8Length(piece.data), 0) - mostBytes;
  while (excess > 0) {
    const oldest = kept[0];
    if (!oldest) break;
    const bytes = utf8Length(oldest.data);
    const rest = excess < bytes ? withoutBytes(oldest.data, excess) : '';
    excess -= bytes - utf8Length(rest);
    if (rest === '') kept.shift();
    else kept[0] = { stream: oldest.stream, data: rest };
  }
  return kept;
}
