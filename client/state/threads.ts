import type { Message, Thread } from '../api/protocol.ts';

/** Users whom a thread names. */
const mostNamed = 5;

/** The message at which a thread begins, after another reply in it: the same object where it knew of that one. */
export function withReply(root: Message, reply: Message, userId: string | undefined): Message {
  const nothing: Thread = {
    count: 0,
    lastSeq: 0,
    userIds: [],
    following: root.senderId === userId,
    unreadCount: 0,
  };
  const { count, lastSeq, userIds, following = false, unreadCount = 0 } = root.thread ?? nothing;
  if (reply.seq <= lastSeq) return root;
  const isOwn = reply.senderId === userId;
  const isNamed = userIds.includes(reply.senderId) || userIds.length >= mostNamed;
  const thread: Thread = {
    count: count + 1,
    lastSeq: reply.seq,
    userIds: isNamed ? userIds : [...userIds, reply.senderId],
    // who replies follows the thread, and has read it
    following: isOwn || following,
    unreadCount: isOwn || !following ? 0 : unreadCount + 1,
  };
  return { ...root, thread };
}

/** What is known of a thread after another reading of it: events do not say where the user stands, and may be older. */
export function laterThread(known: Thread | undefined, read: Thread | undefined): Thread | undefined {
  if (known === undefined || read === undefined) return read ?? known;
  if (read.lastSeq < known.lastSeq) return known;
  const { following = known.following, unreadCount = known.unreadCount } = read;
  return {
    ...read,
    ...(following !== undefined && { following }),
    ...(unreadCount !== undefined && { unreadCount }),
  };
}
