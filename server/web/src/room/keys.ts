const kIsMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);

/** As the person's keyboard names it. */
export const kModifier = kIsMac ? '⌘' : 'Ctrl';
export const kAlt = kIsMac ? '⌥' : 'Alt';

/** Ctrl, or Cmd on a Mac, and nothing else. */
export function isCommand(event: KeyboardEvent): boolean {
  return (kIsMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey) && !event.altKey;
}

/** Whether keys are text for what has the focus. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input, textarea, select, [contenteditable], .monaco-editor') !== null
  );
}
