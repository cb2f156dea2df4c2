import { useState } from 'react';
import { useBlocks, useClient } from '../../../client/react/index.ts';
import { explain, isSignedOut } from '../errors.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { showToast } from '../ui/toast.tsx';

/** Whether the user blocked another one, and what changes that. */
export function useBlocking({ id, name }: { id: string; name: string }): {
  blocked: boolean;
  busy: boolean;
  block: () => void;
  unblock: () => void;
} {
  const t = useTranslate();
  const client = useClient();
  const blocked = useBlocks()?.some((one) => one.id === id) ?? false;
  const [busy, setBusy] = useState(false);

  function run(call: Promise<void>, done: string): void {
    setBusy(true);
    call
      .then(
        () => showToast(done),
        (error: unknown) => {
          if (!isSignedOut(error)) showToast(explain(error, t));
        },
      )
      .finally(() => setBusy(false));
  }

  return {
    blocked,
    busy,
    block: () => run(client.blocks.add(id), t('privacy.blockedName', { name })),
    unblock: () => run(client.blocks.remove(id), t('privacy.unblockedName', { name })),
  };
}
