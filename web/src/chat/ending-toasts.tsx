import { useEffect, useEffectEvent } from 'react';
import type { ClientEvents } from '../../../client/index.ts';
import { useClient, useConversations } from '../../../client/react/index.ts';
import { loadLaterTexts, translate, type MessageKey } from '../i18n/i18n.ts';
import { report } from '../report.ts';
import { showToast } from '../ui/toast.tsx';
import { forgetEndings, noteEnding, wentBySelf } from './endings.ts';

const texts: Readonly<Record<string, MessageKey>> = {
  removed: 'ended.removed',
  banned: 'ended.banned',
  left: 'ended.left',
  deleted: 'ended.deleted',
};

/**
 * Notes why groups end for the user, and says it of those that are not open: an open one says it in its place. `openId`: the
 * conversation that is open.
 */
export default function EndingToasts({ openId }: { openId: string | undefined }) {
  const client = useClient();
  const { items } = useConversations();
  const onRemoved = useEffectEvent(({ id, reason }: ClientEvents['conversation:removed']) => {
    // the list as it was last on screen still has it
    const name = items.find((item) => item.id === id)?.name ?? undefined;
    if (!noteEnding(id, { name, reason }) || wentBySelf(id) || id === openId || name === undefined) return;
    loadLaterTexts()
      .then(() => showToast(translate(texts[reason ?? ''] ?? 'ended.unknown', { name })))
      .catch(report);
  });
  useEffect(() => client.on('conversation:removed', (event) => onRemoved(event)), [client]);
  useEffect(() => forgetEndings(items), [items]);
  return null;
}
