import * as z from 'zod';
import { entryPlace, readEntry } from '../messages/index.ts';
import { auditEntry } from '../platform/audit/entry.ts';
import type { AuditAction } from '../platform/audit/actions.ts';
import type { Item } from '../platform/table.ts';
import type { AccountOccasion, NotificationWork, NotifyWork } from './work.ts';

/** Whom to notify of a new entry of a log is found out by the queue. Entries that concern no one lead to nothing. */
export function notifyWorkAfterEntry(item: Item): NotificationWork[] {
  const entry = readEntry(item);
  const { conversationId, seq } = entryPlace(item);
  const happened = <Kind extends NotifyWork['kind']>(kind: Kind, senderId: string, at: number) =>
    ({ type: 'notify', conversationId, kind, seq, at, actorId: senderId }) as const;
  switch (entry.kind) {
    case 'text': {
      const { senderId, createdAt, mentions, mentionsAll, hiddenFrom, threadSeq, imported } = entry;
      // it is no news: it was sent elsewhere, long ago
      if (imported) return [];
      return [
        {
          ...happened('message', senderId, createdAt),
          ...(mentions && { mentions }),
          ...(mentionsAll && { mentionsAll }),
          ...(hiddenFrom !== undefined && { hiddenFrom }),
          ...(threadSeq !== undefined && { threadSeq }),
        },
      ];
    }
    case 'change': {
      const { senderId, createdAt, change, target, hiddenFrom } = entry;
      if (change !== 'reactions') return [];
      return [
        {
          ...happened('reaction', senderId, createdAt),
          target,
          ...(hiddenFrom !== undefined && { hiddenFrom }),
        },
      ];
    }
    case 'system': {
      const { senderId, createdAt, system } = entry;
      if (system.type !== 'added') return [];
      return [{ ...happened('group_added', senderId, createdAt), userIds: system.userIds }];
    }
    case 'deleted':
    case 'void':
    case 'foreign':
      return [];
  }
}

const newGroup = z.object({
  id: z.string(),
  isGroup: z.boolean(),
  createdBy: z.string(),
  createdAt: z.number(),
});

/** A new group tells its members of itself, until they have read the first of it. */
export function notifyWorkAfterConversation(item: Item): NotifyWork[] {
  const { id, isGroup, createdBy, createdAt } = newGroup.parse(item);
  if (!isGroup) return [];
  return [
    { type: 'notify', conversationId: id, kind: 'group_added', seq: 1, at: createdAt, actorId: createdBy },
  ];
}

/** A request to join is for those who decide it. */
export const notifyWorkAfterRequest = ({
  conversationId,
  userId,
  at,
}: {
  conversationId: string;
  userId: string;
  at: number;
}): NotifyWork => ({ type: 'notify', conversationId, kind: 'join_request', seq: 0, at, actorId: userId });

/** What users hear of that was done to their account: it may not have been them. */
const accountKinds: Partial<Record<AuditAction, AccountOccasion['kind']>> = {
  'sign-in': 'new_device',
  'provider-sign-in': 'new_device',
  'change-password': 'password_changed',
  'reset-password': 'password_changed',
};
const kindsByAction = new Map<string, AccountOccasion['kind']>(Object.entries(accountKinds));

/** Of an entry of the audit log. */
export function notifyWorkAfterAudit(item: Item): NotificationWork[] {
  const { action, outcome, subject, at, id, device } = auditEntry.parse(item);
  if (action === 'disable-webhook') {
    return [{ type: 'notify', conversationId: subject, kind: 'webhook_disabled', seq: 0, at, actorId: '' }];
  }
  const kind = kindsByAction.get(action);
  if (kind === undefined || outcome !== 'done') return [];
  return [{ type: 'notify-account', userId: subject, kind, at, id, device }];
}
