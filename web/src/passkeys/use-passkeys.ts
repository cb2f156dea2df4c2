import { useCallback, useEffect, useState } from 'react';
import { hasCode, type Passkey, type ProofRequest } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { isPassing, isSignedOut } from '../errors.ts';
import { report } from '../report.ts';

/** The passkeys of the account, as they were when the dialog opened and after each change. */
export function usePasskeys() {
  const { passkeys: calls } = useClient();
  const [passkeys, setPasskeys] = useState<readonly Passkey[]>();
  /** Why they could not be loaded. */
  const [error, setError] = useState<unknown>();
  const load = useCallback(() => {
    calls.list().then(
      ({ items }) => {
        setPasskeys(items);
        setError(undefined);
      },
      (failure: unknown) => {
        setError(failure);
        if (!isPassing(failure) && !isSignedOut(failure)) report(failure);
      },
    );
  }, [calls]);
  useEffect(load, [load]);

  /** Rejects where the proof is not right, or the call failed. */
  async function remove(id: string, proof: ProofRequest): Promise<void> {
    try {
      await calls.remove(id, proof);
    } catch (failure) {
      // removed elsewhere, which is what the user wants
      if (!hasCode(failure, 'passkey_not_found')) throw failure;
    }
    setPasskeys((all) => all?.filter((one) => one.id !== id));
  }
  return { passkeys, error, load, remove };
}
