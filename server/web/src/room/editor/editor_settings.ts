// How the person wants the editor; kept in this browser.

export interface EditorSettings {
  readonly fontSize: number;
  readonly wrap: boolean;
  readonly vim: boolean;
}

export const kFontSizes = { least: 10, usual: 14, most: 28 } as const;
const kKey = 'interview.editor';
const listeners = new Set<() => void>();

function read(): EditorSettings {
  let kept: Partial<Record<keyof EditorSettings, unknown>> = {};
  try {
    const value: unknown = JSON.parse(localStorage.getItem(kKey) ?? '{}');
    if (typeof value === 'object' && value !== null) kept = value;
  } catch {
    // Nothing kept, or nothing that can be read.
  }
  return {
    fontSize: typeof kept.fontSize === 'number' ? bounded(kept.fontSize) : kFontSizes.usual,
    wrap: kept.wrap === true,
    vim: kept.vim === true,
  };
}

function bounded(size: number): number {
  return Math.min(kFontSizes.most, Math.max(kFontSizes.least, Math.round(size)));
}

let settings = read();

export function editorSettings(): EditorSettings {
  return settings;
}

export function setEditorSettings(change: Partial<EditorSettings>): void {
  const next = { ...settings, ...change };
  settings = { ...next, fontSize: bounded(next.fontSize) };
  try {
    localStorage.setItem(kKey, JSON.stringify(settings));
  } catch {
    // They last as long as the page.
  }
  for (const listener of listeners) listener();
}

export function onEditorSettings(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
