/** Conversations: direct ones and groups, their members, and how each member sees them. */
export { createConversation } from './create-conversation.ts';
export { getConversation, listConversations } from './list-conversations.ts';
export type { Head, Member, Roster } from './model.ts';
export { sendTyping } from './send-typing.ts';
export { conversationStore, type ConversationStore } from './store.ts';
export { sync } from './sync.ts';
