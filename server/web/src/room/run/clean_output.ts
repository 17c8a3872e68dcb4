// What programs print, as text for people. Nothing in it is obeyed: sequences for terminals (ECMA-48: CSI, OSC and
// the like) are left out, other control characters and those that turn the direction of text are made visible.

const kEscape = 0x1b;
const kLongestSequence = 4096;

/** One character that must not act, as one that shows it. */
function shown(code: number): string {
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `\u27e8U+${code.toString(16).toUpperCase().padStart(4, '0')}\u27e9`;
}

function acts(code: number): boolean {
  if (code < 0x20) return code !== 0x0a && code !== 0x09;
  if (code < 0x7f) return false;
  if (code <= 0x9f) return true;
  // Direction marks, embeddings, isolates; line and paragraph separators; the byte order mark.
  return (
    code === 0x061c ||
    code === 0x200e ||
    code === 0x200f ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069) ||
    code === 0xfeff
  );
}

/** Where the sequence that begins at `at` (an escape) ends; -1: not within `text`; `at`: that is no sequence. */
function endOfSequence(text: string, at: number): number {
  if (at + 1 >= text.length) return -1;
  const kind = text[at + 1] ?? '';
  if (kind === '[') {
    // Parameters, intermediates, one final character.
    let end = at + 2;
    while (end < text.length && /[\x20-\x3f]/.test(text[end] ?? '')) end += 1;
    if (end >= text.length) return -1;
    return /[\x40-\x7e]/.test(text[end] ?? '') ? end + 1 : end;
  }
  if (/[\]PX^_]/.test(kind)) {
    // Up to BEL or ESC \.
    for (let end = at + 2; end < text.length; end += 1) {
      if (text[end] === '\x07') return end + 1;
      if (text[end] === '\x1b') return end + 1 >= text.length ? -1 : end + (text[end + 1] === '\\' ? 2 : 0);
    }
    return -1;
  }
  if (/[\x20-\x2f]/.test(kind)) {
    let end = at + 2;
    while (end < text.length && /[\x20-\x2f]/.test(text[end] ?? '')) end += 1;
    return end >= text.length ? -1 : end + 1;
  }
  return /[\x30-\x7e]/.test(kind) ? at + 2 : at;
}

/** Cleans a stream that comes in pieces. */
export class OutputCleaner {
  #held = '';

  /** The clean text of what has come so far and was not given before. */
  push(piece: string): string {
    const text = this.#held + piece;
    this.#held = '';
    let clean = '';
    let from = 0;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (!acts(code)) continue;
      clean += text.slice(from, at);
      from = at + 1;
      if (code === 0x0d) {
        if (at + 1 >= text.length) return this.#hold(text, at, clean);
        // A line end of Windows is one line end; alone it goes back to the line's begin: a line of its own here.
        if (text[at + 1] !== '\n') clean += '\n';
      } else if (code === kEscape) {
        const end = endOfSequence(text, at);
        if (end < 0 && text.length - at <= kLongestSequence) return this.#hold(text, at, clean);
        if (end <= at) clean += shown(code);
        else {
          at = end - 1;
          from = end;
        }
      } else clean += shown(code);
    }
    return clean + text.slice(from);
  }

  /** What was held back because more might have followed. */
  end(): string {
    const held = this.#held;
    this.#held = '';
    return held === '\r'
      ? '\n'
      : held.replace(/[^\n\t]/g, (one) => (acts(one.charCodeAt(0)) ? shown(one.charCodeAt(0)) : one));
  }

  #hold(text: string, at: number, clean: string): string {
    this.#held = text.slice(at);
    return clean;
  }
}

/** A whole text at once: names, messages, chat. */
export function cleanText(text: string): string {
  const cleaner = new OutputCleaner();
  return cleaner.push(text) + cleaner.end();
}
