import { useCallback } from 'react';
import { hasCode, type Passkey, type ProofRequest } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { useLoaded } from '../settings/use-loaded.ts';

/** The passkeys of the account, as they were when the dialog opened and after each change. */
export function usePasskeys() {
  const { passkeys: calls } = useClient();
  const ask = useCallback(async (): Promise<readonly Passkey[]> => (await calls.list()).items, [calls]);
  const { value: passkeys, setValue, error, load } = useLoaded(ask);

  /** Rejects where the proof is not right, or the call failed. */
  async function remove(id: string, proof: ProofRequest): Promise<void> {
    try {
      await calls.remove(id, proof);
    } catch (failure) {
      // removed elsewhere, which is what the user wants
      if (!hasCode(failure, 'passkey_not_found')) throw failure;
    }
    setValue((all) => all?.filter((one) => one.id !== id));
  }
  return { passkeys, error, load, remove };
}
