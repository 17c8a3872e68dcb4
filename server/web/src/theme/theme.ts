// Dark, light, or as the system is. Kept in this browser.

export type ThemeChoice = 'system' | 'light' | 'dark';
export type Theme = 'light' | 'dark';

const kKey = 'interview.theme';
const system = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

function stored(): ThemeChoice {
  try {
    const value = localStorage.getItem(kKey);
    return value === 'light' || value === 'dark' ? value : 'system';
  } catch {
    return 'system';
  }
}

let choice: ThemeChoice = stored();

export function themeChoice(): ThemeChoice {
  return choice;
}

/** What is to be seen at the moment. */
export function theme(): Theme {
  if (choice !== 'system') return choice;
  return system.matches ? 'dark' : 'light';
}

function show(): void {
  document.documentElement.dataset.theme = theme();
  for (const listener of listeners) listener();
}

export function setTheme(next: ThemeChoice): void {
  choice = next;
  try {
    localStorage.setItem(kKey, next);
  } catch {
    // A browser that keeps nothing: the choice lasts as long as the page.
  }
  show();
}

/** Calls `listener` after each change; returns what ends that. */
export function onTheme(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** To be called once, before anything is painted. */
export function startTheme(): void {
  system.addEventListener('change', show);
  show();
}
