import { useCallback, useEffect, useState } from 'react';
import type { RequestToJoin } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { isPassing, isSignedOut } from '../errors.ts';
import { report } from '../report.ts';

const pageSize = 50;

export interface Requests {
  /** Oldest first; `undefined` until they are there. */
  items: readonly RequestToJoin[] | undefined;
  hasMore: boolean;
  error: unknown;
  load: () => void;
  more: () => Promise<void>;
  /** The request of a user was answered. */
  answered: (userId: string) => void;
}

/** The users who ask to join a group, loaded anew when `pending` says that there are others. */
export function useRequests(groupId: string, pending: number): Requests {
  const { groups } = useClient();
  const [items, setItems] = useState<readonly RequestToJoin[]>();
  const [cursor, setCursor] = useState<string | null>(null);
  const [error, setError] = useState<unknown>();
  const [round, setRound] = useState(0);

  useEffect(() => {
    let current = true;
    groups.requests(groupId, { limit: pageSize }).then(
      (page) => {
        if (!current) return;
        setItems(page.items);
        setCursor(page.nextCursor);
        setError(undefined);
      },
      (failure: unknown) => {
        if (!current) return;
        setError(failure);
        if (!isPassing(failure) && !isSignedOut(failure)) report(failure);
      },
    );
    return () => {
      current = false;
    };
  }, [groups, groupId, pending, round]);

  const load = useCallback(() => setRound((last) => last + 1), []);
  const answered = useCallback(
    (userId: string) => setItems((last) => last?.filter(({ user }) => user.id !== userId)),
    [],
  );
  const more = async () => {
    if (cursor === null) return;
    const page = await groups.requests(groupId, { limit: pageSize, cursor });
    setItems((last) => [...(last ?? []), ...page.items]);
    setCursor(page.nextCursor);
  };
  return { items, hasMore: cursor !== null, error, load, more, answered };
}
