// Keys that work wherever the focus is.
import { isCommand, isTyping } from './keys.ts';

export interface RoomKeys {
  run(): void;
  shortcuts(): void;
  /** The editor takes the focus by itself. */
  focusCode(): void;
}

function panels(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('[data-part]')].filter(
    (panel) => panel.offsetParent !== null,
  );
}

/** Puts the focus into the panel `step` further on. */
function cyclePanel(step: 1 | -1, keys: RoomKeys): void {
  const all = panels();
  if (all.length === 0) return;
  const at = all.findIndex((panel) => panel.contains(document.activeElement));
  const next = all[at < 0 ? 0 : (at + step + all.length) % all.length];
  if (!next) return;
  if (next.dataset.part === 'code') keys.focusCode();
  else next.focus();
}

/** Begins to hear; returns what ends that. */
export function hearKeys(keys: RoomKeys): () => void {
  const hear = (event: KeyboardEvent) => {
    if (document.querySelector('[role="dialog"].dialog')) return;
    if (event.key === 'F6') cyclePanel(event.shiftKey ? -1 : 1, keys);
    else if (event.key === 'Enter' && isCommand(event) && !event.shiftKey && !event.repeat) keys.run();
    else if (event.key === '?' && !isTyping(event.target)) keys.shortcuts();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  // Before the editor, which has its own use for them.
  addEventListener('keydown', hear, { capture: true });
  return () => removeEventListener('keydown', hear, { capture: true });
}
