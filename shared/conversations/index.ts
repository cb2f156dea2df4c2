/** Conversations: direct ones and groups, and their members. */
export { announceUser } from './announce-user.ts';
export { activityFor, blockStanding } from './blocks.ts';
export type { ConversationsContext } from './context.ts';
export { conversationIdIn, headKey } from './stored-head.ts';
export { conversationKey, conversationKeyContext, sealingKey } from './data-key.ts';
export { headAfter, type HeadChange, type WelcomeTexts } from './group-change.ts';
export { isListingDue, isPublic } from './listing-due.ts';
export { makeConversation } from './make-conversation.ts';
export { deliveredUpTo, forever, lastMessageSeq, lastTakenAt, shownMarks } from './model.ts';
export type { Head, Member, MemberFacts, Membership, Standing, Watermarks } from './model.ts';
export {
  blockPolicy,
  conversationPolicy,
  everyMember,
  groupPolicy,
  mayInGroup,
  notifiesAll,
  permit,
  permitInGroup,
  requireLower,
  type GroupAction,
  type MemberPolicy,
} from './policy.ts';
export { progressOf, reachedByOthers, type Progress } from './progress.ts';
export { resolveUsernames } from './resolve-usernames.ts';
export { rotateConversationKey } from './rotate-key.ts';
export { communityOf, settingsOf, storedSettings } from './settings.ts';
export type { Showing, Shown } from './showing.ts';
export { endOfMute, silenced, slowModeOf } from './silence.ts';
export { sendTyping } from './send-typing.ts';
export { clockSkewMilliseconds, conversationStore, type ConversationStore } from './store.ts';
export { requireRoom } from './require-room.ts';
