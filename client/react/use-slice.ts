import { useSyncExternalStore } from 'react';
import type { Slice } from '../index.ts';

/** The snapshot of a slice, which the component then observes. The slice should stay the same between renders. */
export function useSlice<T>(slice: Slice<T>): T;
/**
 * What `select` takes of it: the component renders again only when that is another value, by `Object.is`. So it returns
 * something that is in the snapshot, or a primitive, and nothing that it makes itself.
 */
export function useSlice<T, S>(slice: Slice<T>, select: (snapshot: T) => S): S;
export function useSlice<T, S>(slice: Slice<T>, select?: (snapshot: T) => S): T | S {
  const getSnapshot = () => {
    const snapshot = slice.getSnapshot();
    return select === undefined ? snapshot : select(snapshot);
  };
  return useSyncExternalStore(slice.subscribe, getSnapshot, getSnapshot);
}
