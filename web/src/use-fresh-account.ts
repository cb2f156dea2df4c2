import { useEffect } from 'react';
import { useClient } from '../../client/react/index.ts';
import { isPassing, isSignedOut } from './errors.ts';
import { report } from './report.ts';

/**
 * Asks for the account again each time the user comes back to the page, while `waiting`: a link of a mail may have been
 * opened in another window or on a phone.
 */
export function useFreshAccount(waiting: boolean): void {
  const { account } = useClient();
  useEffect(() => {
    if (!waiting) return;
    const look = () => {
      if (document.visibilityState !== 'visible') return;
      account.get().catch((error: unknown) => {
        if (!isPassing(error) && !isSignedOut(error)) report(error);
      });
    };
    addEventListener('focus', look);
    document.addEventListener('visibilitychange', look);
    return () => {
      removeEventListener('focus', look);
      document.removeEventListener('visibilitychange', look);
    };
  }, [account, waiting]);
}
