import type { MessagesContext } from '../messages/index.ts';

/** The inbox stores nothing of its own: it shows what conversations and messages store. */
export type InboxContext = MessagesContext;
