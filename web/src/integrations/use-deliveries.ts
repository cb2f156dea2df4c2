import { useCallback, useEffect, useRef, useState } from 'react';
import type { ChatClient, WebhookDelivery } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { explainIntegrations } from './explain-integrations.ts';
import { isSignedOut } from '../errors.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { useLoaded } from '../settings/use-loaded.ts';
import { showToast } from '../ui/toast.tsx';

/** In milliseconds: when to look for what came of a test. An attempt takes up to ten seconds. */
const waitsMs = [300, 700, 1_000, 1_500, 2_000, 3_000, 4_000];

const latest = async (client: ChatClient, groupId: string, id: string) =>
  (await client.webhooks()).deliveries(groupId, id);

/** The latest attempts of a webhook, and a way to make one. `onNews`: there may be others, which say how the webhook is doing. */
export function useDeliveries(groupId: string, webhookId: string, onNews: () => void) {
  const t = useTranslate();
  const client = useClient();
  const ask = useCallback(() => latest(client, groupId, webhookId), [client, groupId, webhookId]);
  const { value, setValue, error, load } = useLoaded<readonly WebhookDelivery[]>(ask);
  /** Whether a test is on its way. */
  const [testing, setTesting] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const fail = (failure: unknown) => {
    setTesting(false);
    if (!isSignedOut(failure)) showToast(explainIntegrations(failure, t));
  };

  /** Looks until the attempt is in the list, or long enough. */
  function look(id: string, [wait, ...waits]: readonly number[]): void {
    if (wait === undefined) {
      setTesting(false);
      return;
    }
    timer.current = setTimeout(() => {
      ask().then((items) => {
        setValue(() => items);
        if (items.some((one) => one.id === id)) {
          setTesting(false);
          onNews();
        } else look(id, waits);
      }, fail);
    }, wait);
  }

  function test(): void {
    setTesting(true);
    client
      .webhooks()
      .then((webhooks) => webhooks.test(groupId, webhookId))
      .then(({ id }) => look(id, waitsMs), fail);
  }

  function refresh(): void {
    load();
    onNews();
  }

  return { deliveries: value, error, refresh, testing, test };
}
