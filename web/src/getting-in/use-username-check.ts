import { useEffect, useState } from 'react';
import { hasCode } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { isUsername } from './account-rules.ts';

const pauseMs = 300;

/** Whether a username is free; `undefined` while that is not known, which is no reason not to go on. */
export function useUsernameCheck(username: string): boolean | undefined {
  const { users } = useClient();
  const [answer, setAnswer] = useState<{ username: string; free: boolean }>();
  useEffect(() => {
    if (!isUsername(username)) return;
    const abort = new AbortController();
    async function check(): Promise<void> {
      try {
        setAnswer({ username, free: await users.isUsernameFree(username, { signal: abort.signal }) });
      } catch (error) {
        // Registering decides, and explains what went wrong.
        if (!hasCode(error, 'aborted')) setAnswer(undefined);
      }
    }
    const timer = setTimeout(() => void check(), pauseMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [username, users]);
  return answer?.username === username ? answer.free : undefined;
}
