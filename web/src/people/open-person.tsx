import { useEffect, useRef } from 'react';
import { useClient } from '../../../client/react/index.ts';
import { explain, isSignedOut } from '../errors.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { detailsPath, navigate } from '../navigation.ts';
import { showToast } from '../ui/toast.tsx';
import { useDirectChats } from './use-direct-chats.ts';

/** Leads to a user once, when it is mounted: to the details of the chat with them, which begins where there is none. */
export default function OpenPerson({ userId }: { userId: string }) {
  const t = useTranslate();
  const client = useClient();
  const known = useDirectChats().get(userId)?.conversationId;
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    const find = async () =>
      known ?? (await client.conversations.openDirect((await client.users.get(userId)).username)).id;
    find().then(
      (id) => navigate(detailsPath(id)),
      (error: unknown) => {
        if (!isSignedOut(error)) showToast(explain(error, t));
      },
    );
  }, [client, known, userId, t]);
  return null;
}
