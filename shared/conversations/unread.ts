import type { App } from '../app.ts';
import type { Head, Member } from './model.ts';

/** Up to so many entries after what one has read, unread messages are counted one by one. */
const countedEntries = 500;

/**
 * Messages by others after what the member has read. Nothing is counted while sending, so this reads the entries
 * since; further back than `countedEntries` it answers with the number of entries, own ones among them.
 */
export async function countUnread(app: App, head: Head, me: Member): Promise<number> {
  const entries = head.lastSeq - me.readSeq;
  if (entries <= 0) return 0;
  if (entries > countedEntries) return entries;
  return app.messages.countByOthers(head.id, me.userId, me.readSeq, head.lastSeq);
}
