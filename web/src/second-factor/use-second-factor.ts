import { useCallback } from 'react';
import { useClient } from '../../../client/react/index.ts';
import { useLoaded } from '../settings/use-loaded.ts';

/** Whether the second factor is on; asks the server, as another device may have changed it. */
export function useSecondFactor() {
  const { secondFactor } = useClient();
  const ask = useCallback(() => secondFactor.get(), [secondFactor]);
  const { value: factor, error, load } = useLoaded(ask);
  return { factor, error, load };
}
