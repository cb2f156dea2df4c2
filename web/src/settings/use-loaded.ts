import { useCallback, useEffect, useState } from 'react';
import { isPassing, isSignedOut } from '../errors.ts';
import { report } from '../report.ts';

export interface Loaded<T> {
  /** `undefined` until it is there. */
  value: T | undefined;
  /** Puts another value in its place, or `change` of it. */
  setValue: (change: (before: T | undefined) => T | undefined) => void;
  /** Why it could not be loaded. */
  error: unknown;
  load: () => void;
}

/** What `ask` gives, which must stay the same function: asked when the component appears, and again by `load`. */
export function useLoaded<T>(ask: () => Promise<T>): Loaded<T> {
  const [value, setValue] = useState<T>();
  const [error, setError] = useState<unknown>();
  const load = useCallback(() => {
    ask().then(
      (found) => {
        setValue(() => found);
        setError(undefined);
      },
      (failure: unknown) => {
        setError(failure);
        if (!isPassing(failure) && !isSignedOut(failure)) report(failure);
      },
    );
  }, [ask]);
  useEffect(load, [load]);
  return { value, setValue, error, load };
}
