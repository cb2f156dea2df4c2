import { useCallback, useEffect, useRef, useState } from 'react';
import { isPassing, isSignedOut } from '../errors.ts';
import { report } from '../report.ts';

interface Page<T> {
  items: readonly T[];
  nextCursor: string | null;
}

export interface Pages<T> {
  items: readonly T[];
  /** Whether there are no more. */
  complete: boolean;
  loading: boolean;
  /** Why the last page did not come. */
  error: unknown;
  /** Loads the next page, or the one that failed; a no-op while one is under way. */
  more: () => void;
}

interface State<T> {
  items: readonly T[];
  /** `null` at the end, `undefined` before the first page. */
  cursor: string | null | undefined;
  loading: boolean;
  error: unknown;
}

/** A list page by page, the first at once. `ask` must stay the same function. */
export function usePages<T>(ask: (cursor: string | undefined) => Promise<Page<T>>): Pages<T> {
  const [state, setState] = useState<State<T>>({
    items: [],
    cursor: undefined,
    loading: true,
    error: undefined,
  });
  const shown = useRef(true);
  const load = useCallback(
    (cursor: string | undefined, before: readonly T[]) => {
      ask(cursor).then(
        ({ items, nextCursor }) => {
          if (!shown.current) return;
          setState({ items: [...before, ...items], cursor: nextCursor, loading: false, error: undefined });
        },
        (error: unknown) => {
          if (shown.current) setState((last) => ({ ...last, loading: false, error }));
          if (!isPassing(error) && !isSignedOut(error)) report(error);
        },
      );
    },
    [ask],
  );
  useEffect(() => {
    shown.current = true;
    load(undefined, []);
    return () => {
      shown.current = false;
    };
  }, [load]);
  const { items, cursor, loading, error } = state;
  return {
    items,
    complete: cursor === null,
    loading,
    error,
    more: () => {
      if (loading || cursor === null) return;
      setState((last) => ({ ...last, loading: true, error: undefined }));
      load(cursor, items);
    },
  };
}
