import { useCallback, useEffect, useState } from 'react';
import type { UserSummary } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';

const pauseMs = 200;
const pageSize = 20;

export interface PeopleSearch {
  /** What was found last; it stays while the next search runs, so that nothing flickers. */
  people: readonly UserSummary[];
  /** What `people` was found for. */
  found: string | undefined;
  searching: boolean;
  /** Why the last search failed. */
  error: unknown;
  retry: () => void;
}

interface Outcome {
  query: string;
  people: readonly UserSummary[];
  error: unknown;
}

const nothing: Outcome = { query: '', people: [], error: undefined };

/**
 * The people whose name begins with what is typed, without the user themselves: asked for 200 ms after the last key.
 * Answers to what stood there before are ignored.
 */
export function usePeopleSearch(query: string): PeopleSearch {
  const client = useClient();
  const [outcome, setOutcome] = useState<Outcome>(nothing);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (query === '') return;
    let current = true;
    const timer = setTimeout(() => {
      client.users.search(query, { limit: pageSize }).then(
        ({ items }) => {
          const people = items.filter(({ id }) => id !== client.userId);
          if (current) setOutcome({ query, people, error: undefined });
        },
        (error: unknown) => {
          if (current) setOutcome((last) => ({ query, people: last.people, error }));
        },
      );
    }, pauseMs);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [client, query, attempt]);
  const retry = useCallback(() => {
    setOutcome((last) => ({ ...last, query: '', error: undefined }));
    setAttempt((last) => last + 1);
  }, []);
  if (query === '')
    return { people: nothing.people, found: undefined, searching: false, error: undefined, retry };
  const searching = outcome.query !== query;
  const error = searching ? undefined : outcome.error;
  return {
    people: outcome.people,
    found: searching || error !== undefined ? undefined : query,
    searching,
    error,
    retry,
  };
}
