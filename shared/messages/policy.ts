import { everyMember, type MemberPolicy } from '../conversations/index.ts';

/** Who may do what with the messages of a conversation. */
export const messagePolicy = {
  send: everyMember,
  /** History and what changed since a number. */
  read: everyMember,
  /** Move their own watermarks. */
  markReceipt: everyMember,
  /** See how far each member has received and read. */
  listReceipts: everyMember,
} as const satisfies MemberPolicy<string>;
