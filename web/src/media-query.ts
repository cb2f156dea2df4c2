import { useCallback, useSyncExternalStore } from 'react';

/** From this width on the list stands beside the conversation; from `wide` on the details, too. As in the style sheets. */
export const queries = {
  beside: '(min-width: 45rem)',
  wide: '(min-width: 75rem)',
  touch: '(pointer: coarse)',
  still: '(prefers-reduced-motion: reduce)',
} as const;

const lists = new Map<string, MediaQueryList>();

/** One list for each query: the browser works on every new one. */
function listOf(query: string): MediaQueryList {
  const known = lists.get(query);
  if (known !== undefined) return known;
  const made = matchMedia(query);
  lists.set(query, made);
  return made;
}

export function useMediaQuery(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = listOf(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => listOf(query).matches);
}
