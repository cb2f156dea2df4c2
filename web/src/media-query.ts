import { useCallback, useSyncExternalStore } from 'react';

/** From this width on the list stands beside the conversation; from `wide` on the details, too. As in the style sheets. */
export const queries = {
  beside: '(min-width: 45rem)',
  wide: '(min-width: 75rem)',
  touch: '(pointer: coarse)',
} as const;

export function useMediaQuery(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}
