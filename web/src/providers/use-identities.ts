import { useCallback, useEffect, useState } from 'react';
import { hasCode, type Identity, type ProofRequest } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { isPassing, isSignedOut } from '../errors.ts';
import { report } from '../report.ts';

/** The accounts at providers that sign in to this one, as they were when the dialog opened and after each change. */
export function useIdentities() {
  const { providers: calls } = useClient();
  const [identities, setIdentities] = useState<readonly Identity[]>();
  /** Why they could not be loaded. */
  const [error, setError] = useState<unknown>();
  const load = useCallback(() => {
    calls.connected().then(
      ({ items }) => {
        setIdentities(items);
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
  async function disconnect(id: string, proof: ProofRequest): Promise<void> {
    try {
      await calls.disconnect(id, proof);
    } catch (failure) {
      // disconnected elsewhere, which is what the user wants
      if (!hasCode(failure, 'identity_not_found')) throw failure;
    }
    setIdentities((all) => all?.filter((one) => one.id !== id));
  }
  return { identities, error, load, disconnect };
}
