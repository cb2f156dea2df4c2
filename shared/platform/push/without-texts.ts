import type { NewPush } from '../../protocol/index.ts';

/** Where something happened, without names and words. */
export function withoutTexts({ type, recipientId, notification, silent, unreadCount }: NewPush): NewPush {
  return { type, recipientId, notification, silent, unreadCount };
}
