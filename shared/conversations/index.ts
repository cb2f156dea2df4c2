/** Conversations: direct ones and groups, and their members. */
export { activityFor, blockStanding } from './blocks.ts';
export type { ConversationsContext } from './context.ts';
export { conversationKey, conversationKeyContext, sealingKey } from './data-key.ts';
export { makeConversation } from './make-conversation.ts';
export { deliveredUpTo, shownMarks } from './model.ts';
export type { Head, Member, Membership, Standing, Watermarks } from './model.ts';
export { blockPolicy, everyMember, permit, notifiesAll, type MemberPolicy } from './policy.ts';
export { progressOf, reachedByOthers, type Progress } from './progress.ts';
export { rotateConversationKey } from './rotate-key.ts';
export type { Showing, Shown } from './showing.ts';
export { sendTyping } from './send-typing.ts';
export { conversationStore, type ConversationStore } from './store.ts';
