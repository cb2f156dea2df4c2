import { useCallback, useEffect, useState } from 'react';
import type { DiscoverOptions, GroupPreview } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { isPassing, isSignedOut } from '../errors.ts';
import { report } from '../report.ts';

const pauseMs = 200;
const pageSize = 30;

/** What is looked for. */
export type Wanted = Required<Pick<DiscoverOptions, 'sort'>> & {
  q: string;
  topic: string | undefined;
  language: string | undefined;
};

export interface Groups {
  /** What was found last, until the next search has found something; `undefined` before the first. */
  items: readonly GroupPreview[] | undefined;
  searching: boolean;
  hasMore: boolean;
  /** Why the last search, or its next page, failed. */
  error: unknown;
  /** The next page; no call is needed while one is under way. */
  more: () => void;
  retry: () => void;
}

interface Found {
  key: string;
  items: readonly GroupPreview[];
  cursor: string | null;
  error: unknown;
}

const complain = (error: unknown) => {
  if (!isPassing(error) && !isSignedOut(error)) report(error);
};

/** The public groups that fit, by pages. While one types, it waits for a pause; replies to what stood there before are ignored. */
export function useGroups({ q, topic, language, sort }: Wanted): Groups {
  const { discover } = useClient();
  const [found, setFound] = useState<Found>();
  const [loadingMore, setLoadingMore] = useState(false);
  const [round, setRound] = useState(0);
  const key = JSON.stringify([q, topic, language, sort, round]);
  const page = useCallback(
    (cursor?: string) =>
      discover.groups({
        sort,
        limit: pageSize,
        ...(q !== '' && { q }),
        ...(topic !== undefined && { topic }),
        ...(language !== undefined && { language }),
        ...(cursor !== undefined && { cursor }),
      }),
    [discover, q, topic, language, sort],
  );

  useEffect(() => {
    let current = true;
    const timer = setTimeout(
      () => {
        page().then(
          ({ items, nextCursor }) => {
            if (current) setFound({ key, items, cursor: nextCursor, error: undefined });
          },
          (error: unknown) => {
            complain(error);
            if (current) setFound((last) => ({ key, items: last?.items ?? [], cursor: null, error }));
          },
        );
      },
      q === '' ? 0 : pauseMs,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [page, key, q]);

  const searching = found?.key !== key;
  const cursor = searching ? null : found.cursor;
  const more = useCallback(() => {
    if (cursor === null || loadingMore) return;
    setLoadingMore(true);
    page(cursor)
      .then(
        ({ items, nextCursor }) =>
          setFound((last) =>
            last?.key === key
              ? { ...last, items: withNew(last.items, items), cursor: nextCursor, error: undefined }
              : last,
          ),
        (error: unknown) => {
          complain(error);
          setFound((last) => (last?.key === key ? { ...last, error } : last));
        },
      )
      .finally(() => setLoadingMore(false));
  }, [page, key, cursor, loadingMore]);

  const error = searching ? undefined : found.error;
  const retry = useCallback(() => {
    if (cursor === null) setRound((last) => last + 1);
    else more();
  }, [cursor, more]);
  return { items: found?.items, searching, hasMore: cursor !== null, error, more, retry };
}

/** Groups move in their order while one reads: each stands there once. */
function withNew(known: readonly GroupPreview[], more: readonly GroupPreview[]): GroupPreview[] {
  const ids = new Set(known.map(({ id }) => id));
  return [...known, ...more.filter(({ id }) => !ids.has(id))];
}
