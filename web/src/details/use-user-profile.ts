import { useCallback, useEffect, useState } from 'react';
import type { UserProfile } from '../../../client/index.ts';
import { useClient, useConnection } from '../../../client/react/index.ts';

interface Loaded {
  userId: string;
  profile: UserProfile | undefined;
  error: unknown;
}

/** The public profile of a user, read when it is opened, and once more when the connection is back after a failure. */
export function useUserProfile(userId: string): {
  profile: UserProfile | undefined;
  error: unknown;
  retry: () => void;
} {
  const client = useClient();
  const { state } = useConnection();
  const online = state === 'online' || state === 'polling';
  const [loaded, setLoaded] = useState<Loaded>();
  const [attempt, setAttempt] = useState(0);
  const mine = loaded?.userId === userId ? loaded : undefined;
  const failed = mine?.error !== undefined;
  useEffect(() => {
    let current = true;
    client.users.get(userId).then(
      (profile) => current && setLoaded({ userId, profile, error: undefined }),
      (error: unknown) =>
        current &&
        setLoaded((last) => ({ userId, profile: last?.userId === userId ? last.profile : undefined, error })),
    );
    return () => {
      current = false;
    };
  }, [client, userId, attempt]);
  const retry = useCallback(() => {
    setLoaded(undefined);
    setAttempt((last) => last + 1);
  }, []);
  const [wasOnline, setWasOnline] = useState(online);
  if (wasOnline !== online) {
    setWasOnline(online);
    if (online && failed) {
      setLoaded(undefined);
      setAttempt(attempt + 1);
    }
  }
  return { profile: mine?.profile, error: mine?.error, retry };
}
