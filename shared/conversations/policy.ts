import { ChatError } from '../platform/errors.ts';
import type { ErrorCode, GroupSettings } from '../protocol/index.ts';
import type { Head, Member } from './model.ts';
import { settingsOf } from './settings.ts';

/** What a user is to a conversation: a member with a role, or a stranger, also where there is no such conversation. */
export const standings = ['owner', 'admin', 'member', 'stranger'] as const;
export type ConversationStanding = (typeof standings)[number];

/** Who may do what: for each action what each standing may, or the error that refuses it. Strangers never may. */
export type MemberPolicy<Action extends string> = Readonly<
  Record<Action, Readonly<Record<Member['role'], 'allow' | ErrorCode> & { stranger: ErrorCode }>>
>;

/** What a stranger may not see does not exist for them. */
export const everyMember = {
  owner: 'allow',
  admin: 'allow',
  member: 'allow',
  stranger: 'conversation_not_found',
} as const;

export const conversationPolicy = {
  /** Open a direct conversation that there is already. */
  openAgain: everyMember,
  /** Show the others that one types. */
  type: everyMember,
  /** Choose what notifies oneself. */
  changeOwn: everyMember,
  /** Choose how long messages stay in a direct conversation; in groups that is `changeSettings`. */
  changeExpiry: everyMember,
} as const satisfies MemberPolicy<string>;

const admins = { ...everyMember, member: 'forbidden' } as const;
const ownerAlone = { ...admins, admin: 'forbidden' } as const;

/** Who may do what in a group. Where a setting decides about members (`decidedBySetting`), this is the stricter choice. */
export const groupPolicy = {
  seeMembers: everyMember,
  leave: everyMember,
  addMembers: admins,
  changeInfo: admins,
  changeSettings: admins,
  pin: admins,
  remove: admins,
  mute: admins,
  ban: admins,
  seeBans: admins,
  mentionAll: { ...everyMember, member: 'mention_not_allowed' },
  // those who may add members make invites; each sees and revokes their own
  manageInvites: admins,
  decideRequests: admins,
  manageWebhooks: admins,
  // an admin who could make admins could undo what the owner does
  changeRole: ownerAlone,
  transfer: ownerAlone,
  delete: ownerAlone,
} as const satisfies MemberPolicy<string>;
export type GroupAction = keyof typeof groupPolicy;

/** The actions that a setting of the group opens to all members, or narrows to admins. */
export const decidedBySetting = {
  addMembers: 'addMembers',
  changeInfo: 'changeInfo',
  pin: 'pin',
  mentionAll: 'mentionAll',
} as const satisfies Partial<Record<GroupAction, keyof GroupSettings>>;
const settingOf = (
  action: GroupAction,
): (typeof decidedBySetting)[keyof typeof decidedBySetting] | undefined =>
  action in decidedBySetting ? decidedBySetting[action as keyof typeof decidedBySetting] : undefined;

/** Whether a member's role, or a setting of the group, lets them do `action`. */
export function mayInGroup(action: GroupAction, head: Head, { role }: Pick<Member, 'role'>): boolean {
  const setting = settingOf(action);
  const isOpen = setting !== undefined && settingsOf(head)[setting] === 'everyone';
  return head.isGroup && (isOpen || groupPolicy[action][role] === 'allow');
}

/**
 * Gives back what was read of a user's membership, if the policy lets that do `action`. `undefined`: the user is a
 * stranger. Throws the error that the policy names.
 */
export function permit<Action extends string, Found extends { role: Member['role'] }>(
  policy: MemberPolicy<Action>,
  action: Action,
  found: Found | undefined,
): Found {
  if (!found) throw new ChatError(policy[action].stranger);
  const decision = policy[action][found.role];
  if (decision !== 'allow') throw new ChatError(decision);
  return found;
}

/** The same in a group, whose settings have their say. Throws `not_a_group` to members of a direct conversation. */
export function permitInGroup<Found extends { head: Head; me: Pick<Member, 'role'> }>(
  action: GroupAction,
  found: Found | undefined,
): Found {
  if (!found) throw new ChatError(groupPolicy[action].stranger);
  const { head, me } = found;
  if (!head.isGroup) throw new ChatError('not_a_group');
  if (!mayInGroup(action, head, me)) permit(groupPolicy, action, me);
  return found;
}

const rank: Record<Member['role'], number> = { owner: 0, admin: 1, member: 2 };

/** Owners come first, then admins. */
export const byRole = (a: Member['role'], b: Member['role']): number => rank[a] - rank[b];

/** One acts on lower roles only. Throws `outranked`. */
export function requireLower(actor: Member['role'], target: Member['role']): void {
  if (byRole(actor, target) >= 0) throw new ChatError('outranked');
}

/** What a member of a direct conversation is to the other one: who blocks is `blocking`, blocked or not. */
export const blockStandings = ['free', 'blocking', 'blocked'] as const;
export type BlockStanding = (typeof blockStandings)[number];

/** What becomes of what a member does: all get it, only the member's own devices do, or it is refused. */
export type Reach = 'all' | 'own devices' | ErrorCode;

/**
 * How blocks of direct conversations limit what members do. What the blocked one does looks as if the other were offline: a
 * message is stored, stays `sent`, and is never shown to the one who blocks, later neither.
 */
export const blockPolicy = {
  send: { free: 'all', blocking: 'user_blocked', blocked: 'own devices' },
  // what was sent before the block is there for both: it would reach the one who blocks, and so it looks too old to be edited
  edit: { free: 'all', blocking: 'user_blocked', blocked: 'edit_expired' },
  // so does what goes on after the block: it ends as if it had been stopped
  append: { free: 'all', blocking: 'user_blocked', blocked: 'stream_ended' },
  react: { free: 'all', blocking: 'user_blocked', blocked: 'own devices' },
  pin: { free: 'all', blocking: 'user_blocked', blocked: 'forbidden' },
  vote: { free: 'all', blocking: 'user_blocked', blocked: 'own devices' },
  closePoll: { free: 'all', blocking: 'user_blocked', blocked: 'forbidden' },
  changeExpiry: { free: 'all', blocking: 'user_blocked', blocked: 'forbidden' },
  type: { free: 'all', blocking: 'own devices', blocked: 'own devices' },
  markReceipt: { free: 'all', blocking: 'own devices', blocked: 'own devices' },
} as const satisfies Record<string, Record<BlockStanding, Reach>>;

/** In bigger groups, notifying all members of what each does would grow with the square of their number. */
const chattyUpToMembers = 200;

/** Whether members are notified of each other's receipts and typing; in bigger groups receipts are read on demand. */
export function notifiesAll({ memberCount }: { memberCount: number }): boolean {
  return memberCount <= chattyUpToMembers;
}
