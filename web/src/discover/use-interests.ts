import { useCallback, useEffect, useState } from 'react';
import type { GroupPreview } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { isPassing, isSignedOut } from '../errors.ts';
import { report } from '../report.ts';

const mostSuggested = 6;

export interface Interests {
  followed: readonly string[];
  suggested: readonly GroupPreview[];
}

/** The topics that the user follows, and the groups that are suggested by them: `undefined` until both are there, `null` where they do not come. */
export function useInterests(): [Interests | null | undefined, (topics: string[]) => void] {
  const { discover } = useClient();
  const [interests, setInterests] = useState<Interests | null>();
  const [chosen, setChosen] = useState<string[]>();
  useEffect(() => {
    let current = true;
    async function load(): Promise<void> {
      const followed = chosen ?? (await discover.followedTopics());
      const suggested = followed.length === 0 ? [] : await discover.suggestions({ limit: mostSuggested });
      if (current) setInterests({ followed, suggested });
    }
    load().catch((error: unknown) => {
      // the list of groups says what is wrong, and works without
      if (current) setInterests((last) => last ?? null);
      if (!isPassing(error) && !isSignedOut(error)) report(error);
    });
    return () => {
      current = false;
    };
  }, [discover, chosen]);
  return [interests, useCallback((topics: string[]) => setChosen(topics), [])];
}
