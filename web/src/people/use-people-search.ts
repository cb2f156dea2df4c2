import { useCallback, useEffect, useState } from 'react';
import type { UserSummary } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { bestRank, fold } from './match.ts';

const pauseMs = 200;
const pageSize = 20;

export interface PeopleSearch {
  /** What was found last: while the next search runs, those of them who fit, so that nothing flickers. */
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
  const settled = !searching && error === undefined;
  return {
    people: settled ? outcome.people : outcome.people.filter((person) => fits(query, person)),
    found: settled ? query : undefined,
    searching,
    error,
    retry,
  };
}

/** As the server finds: the beginning of the username, or of a word of the name. */
const fits = (query: string, { name, username }: UserSummary) => bestRank(fold(query), [name, username]) > 1;
