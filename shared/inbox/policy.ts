import { everyMember, type MemberPolicy } from '../conversations/index.ts';

/** Who may see what of a conversation in lists. */
export const inboxPolicy = {
  /** The conversation with its participants, the last message and what is unread. */
  see: everyMember,
} as const satisfies MemberPolicy<string>;
