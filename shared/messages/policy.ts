import { everyMember, type Head, type MemberFacts, type MemberPolicy } from '../conversations/index.ts';
import { ChatError } from '../platform/errors.ts';

/** Who may do what with the messages of a conversation. */
export const messagePolicy = {
  send: everyMember,
  /** Give an own message another text. */
  edit: everyMember,
  /** Delete a message for everyone (`permitDeletion` says whose). */
  delete: everyMember,
  /** Write on at an own message that is open, and close it. */
  append: everyMember,
  /** Stop a message that is being written (`permitStop` says which). */
  stop: everyMember,
  react: everyMember,
  /** In groups `groupPolicy` and a setting decide besides. */
  pin: everyMember,
  vote: everyMember,
  /** Close a poll (`permitClosing` says whose). */
  closePoll: everyMember,
  /** Have the link of an own message get a preview, or remove that. */
  preview: everyMember,
  /** History and what changed since a number. */
  read: everyMember,
  /** Move their own watermarks. */
  markReceipt: everyMember,
  /** See how far each member has received and read. */
  listReceipts: everyMember,
} as const satisfies MemberPolicy<string>;

type WhoseMessages = Readonly<Record<MemberFacts['role'], 'any' | 'own'>>;

/** Whose messages a member deletes for everyone, by their role. In direct conversations both are no more than members. */
export const deletionPolicy = { owner: 'any', admin: 'any', member: 'own' } as const satisfies WhoseMessages;
/** Whose polls a member closes. */
export const closingPolicy = deletionPolicy;

/** Throws `forbidden` where a member may not do this with the message. */
const permitBy =
  (policy: WhoseMessages) =>
  (
    { isGroup }: Pick<Head, 'isGroup'>,
    { userId, role }: { userId: string; role: MemberFacts['role'] },
    message: { senderId: string },
  ): void => {
    const may = isGroup ? policy[role] : 'own';
    if (may === 'own' && message.senderId !== userId) throw new ChatError('forbidden');
  };

/** Throws `forbidden` where a member may not delete this message for everyone. */
export const permitDeletion = permitBy(deletionPolicy);
/** Throws `forbidden` where a member may not close this poll. */
export const permitClosing = permitBy(closingPolicy);

/** Which messages that are being written a member stops, by their role: `answers` are their own, and replies to these. */
export const stopPolicy = {
  owner: 'any',
  admin: 'any',
  member: 'answers',
} as const satisfies Record<MemberFacts['role'], 'any' | 'answers'>;

/** Throws `forbidden` where a member may not stop this message. In a direct conversation each may, as all is said to them. */
export async function permitStop(
  { isGroup }: Pick<Head, 'isGroup'>,
  { userId, role }: { userId: string; role: MemberFacts['role'] },
  message: { senderId: string },
  answeredUser: () => Promise<string | undefined>,
): Promise<void> {
  if (!isGroup || stopPolicy[role] === 'any' || message.senderId === userId) return;
  if ((await answeredUser()) !== userId) throw new ChatError('forbidden');
}
