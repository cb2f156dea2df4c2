import { useCallback } from 'react';
import { hasCode, type Identity, type ProofRequest } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { useLoaded } from '../settings/use-loaded.ts';

/** The accounts at providers that sign in to this one, as they were when the dialog opened and after each change. */
export function useIdentities() {
  const { providers: calls } = useClient();
  const ask = useCallback(async (): Promise<readonly Identity[]> => (await calls.connected()).items, [calls]);
  const { value: identities, setValue, error, load } = useLoaded(ask);

  /** Rejects where the proof is not right, or the call failed. */
  async function disconnect(id: string, proof: ProofRequest): Promise<void> {
    try {
      await calls.disconnect(id, proof);
    } catch (failure) {
      // disconnected elsewhere, which is what the user wants
      if (!hasCode(failure, 'identity_not_found')) throw failure;
    }
    setValue((all) => all?.filter((one) => one.id !== id));
  }
  return { identities, error, load, disconnect };
}
