import { useSyncExternalStore } from 'react';
import { onTheme, type Theme, type ThemeChoice, theme, themeChoice } from './theme.ts';

/** The theme to be seen; the component follows it. */
export function useTheme(): Theme {
  return useSyncExternalStore(onTheme, theme);
}

/** What the person chose. */
export function useThemeChoice(): ThemeChoice {
  return useSyncExternalStore(onTheme, themeChoice);
}
