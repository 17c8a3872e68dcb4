import { useSyncExternalStore } from 'react';

/** Narrow: below 900 px, panels are tabs at the bottom. Tiny: below 480 px, video is a strip. */
const kNarrow = '(max-width: 899.98px)';
const kTiny = '(max-width: 479.98px)';

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = matchMedia(query);
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    () => matchMedia(query).matches,
  );
}

export function useWidth(): { narrow: boolean; tiny: boolean } {
  return { narrow: useMedia(kNarrow), tiny: useMedia(kTiny) };
}
