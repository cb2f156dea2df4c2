import type { Conversation, Message } from './api/protocol.ts';

/** How many messages of others are unread, and how many of them mention the user. */
export type UnreadCounts = Pick<Conversation, 'unreadCount'> & { unreadMentions: number };

/** Whether a message mentions the user, by name or with all members. */
export const mentions = ({ entities = [] }: Pick<Message, 'entities'>, userId: string | undefined): boolean =>
  entities.some((one) => one.target !== undefined || (one.userId !== undefined && one.userId === userId));
