import { everyMember, type Head, type MemberFacts, type MemberPolicy } from '../conversations/index.ts';
import { ChatError } from '../platform/errors.ts';

/** Who may do what with the messages of a conversation. */
export const messagePolicy = {
  send: everyMember,
  /** Give an own message another text. */
  edit: everyMember,
  /** Delete a message for everyone (`permitDeletion` says whose). */
  delete: everyMember,
  react: everyMember,
  /** In groups `groupPolicy` and a setting decide besides. */
  pin: everyMember,
  /** History and what changed since a number. */
  read: everyMember,
  /** Move their own watermarks. */
  markReceipt: everyMember,
  /** See how far each member has received and read. */
  listReceipts: everyMember,
} as const satisfies MemberPolicy<string>;

/** Whose messages a member deletes for everyone, by their role. In direct conversations both are no more than members. */
export const deletionPolicy = {
  owner: 'any',
  admin: 'any',
  member: 'own',
} as const satisfies Record<MemberFacts['role'], 'any' | 'own'>;

/** Throws `forbidden` where a member may not delete this message for everyone. */
export function permitDeletion(
  { isGroup }: Pick<Head, 'isGroup'>,
  { userId, role }: { userId: string; role: MemberFacts['role'] },
  message: { senderId: string },
): void {
  const may = isGroup ? deletionPolicy[role] : 'own';
  if (may === 'own' && message.senderId !== userId) throw new ChatError('forbidden');
}
