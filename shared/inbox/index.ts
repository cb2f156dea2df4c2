/** The inbox: a user's conversations as that user sees them, with the last message and what is unread. */
export type { InboxContext } from './context.ts';
export { createConversation } from './create-conversation.ts';
export { getConversation, listConversations } from './list-conversations.ts';
export { sync } from './sync.ts';
export { countUnread, type Unread } from './unread.ts';
export { viewConversations, viewToMembers } from './views.ts';
