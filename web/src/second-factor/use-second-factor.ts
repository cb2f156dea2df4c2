import { useCallback, useEffect, useState } from 'react';
import type { SecondFactor } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { isPassing, isSignedOut } from '../errors.ts';
import { report } from '../report.ts';

export interface SecondFactorState {
  factor: SecondFactor | undefined;
  /** Why it could not be loaded. */
  error: unknown;
  load: () => void;
}

/** Whether the second factor is on; asks the server, as another device may have changed it. */
export function useSecondFactor(): SecondFactorState {
  const client = useClient();
  const [factor, setFactor] = useState<SecondFactor>();
  const [error, setError] = useState<unknown>();
  const load = useCallback(() => {
    client.secondFactor.get().then(
      (found) => {
        setFactor(found);
        setError(undefined);
      },
      (failure: unknown) => {
        setError(failure);
        if (!isPassing(failure) && !isSignedOut(failure)) report(failure);
      },
    );
  }, [client]);
  useEffect(load, [load]);
  return { factor, error, load };
}
