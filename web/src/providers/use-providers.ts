import { useEffect, useState } from 'react';
import type { ChatClient, Provider } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { isPassing } from '../errors.ts';
import { report } from '../report.ts';

const none: readonly Provider[] = [];
/** They do not change while the page is open: asked for once, so that going back and forth moves nothing. */
let known: readonly Provider[] | undefined;

async function load(client: ChatClient): Promise<readonly Provider[]> {
  try {
    known = (await client.providers.list()).items;
    return known;
  } catch (error) {
    // there are other ways in, and the next screen asks again
    if (!isPassing(error)) report(error);
    return none;
  }
}

/** The providers that people can sign in with; none while that is not known. */
export function useProviders(): readonly Provider[] {
  const client = useClient();
  const [providers, setProviders] = useState(known ?? none);
  useEffect(() => {
    if (known !== undefined) return;
    let gone = false;
    void load(client).then((found) => {
      if (!gone) setProviders(found);
    });
    return () => {
      gone = true;
    };
  }, [client]);
  return providers;
}
