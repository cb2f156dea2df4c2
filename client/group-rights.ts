import type { Conversation, GroupSettings, MemberRole } from './api/protocol.ts';

/** What a group's settings and roles decide about. */
export type GroupAction =
  | 'post'
  | 'addMembers'
  | 'changeInfo'
  | 'pin'
  | 'mentionAll'
  | 'changeSettings'
  | 'remove'
  | 'mute'
  | 'ban'
  | 'seeBans'
  | 'manageInvites'
  | 'decideRequests'
  | 'manageWebhooks'
  | 'changeRole'
  | 'transfer'
  | 'delete';

/** What one member does to another. */
export type MemberAction = Extract<GroupAction, 'remove' | 'mute' | 'ban' | 'changeRole' | 'transfer'>;

/** What is looked at: a `Conversation` has it. */
export type RightsIn = Pick<Conversation, 'isGroup' | 'settings'> & { me: Pick<Conversation['me'], 'role'> };

const bySetting: Readonly<Partial<Record<GroupAction, keyof GroupSettings>>> = {
  post: 'post',
  addMembers: 'addMembers',
  changeInfo: 'changeInfo',
  pin: 'pin',
  mentionAll: 'mentionAll',
};
const ofOwner: readonly GroupAction[] = ['changeRole', 'transfer', 'delete'];
const ranks: Readonly<Record<MemberRole, number>> = { owner: 0, admin: 1, member: 2 };

/** Whether you may do it in this group, by your role and its settings; the server decides the same. */
export function mayInGroup({ isGroup, settings, me }: RightsIn, action: GroupAction): boolean {
  if (!isGroup) return false;
  if (ofOwner.includes(action)) return me.role === 'owner';
  const setting = bySetting[action];
  return me.role !== 'member' || (setting !== undefined && settings?.[setting] === 'everyone');
}

/** Whether you may do it to another member with this role: one acts on lower roles only. */
export const mayActOn = (group: RightsIn, action: MemberAction, role: MemberRole): boolean =>
  mayInGroup(group, action) && ranks[group.me.role] < ranks[role];

/** Why you cannot write in a conversation: until when you are muted, or that only admins write there. */
export type Silence =
  { readonly why: 'muted'; readonly until: string } | { readonly why: 'posting_restricted' };

/** What keeps you from writing at `now` (milliseconds since the epoch); `undefined`: nothing does. */
export function silenceOf(
  { isGroup, settings, me }: RightsIn & { me: Pick<Conversation['me'], 'mutedUntil'> },
  now: number,
): Silence | undefined {
  if (!isGroup) return undefined;
  const { mutedUntil } = me;
  if (mutedUntil !== undefined && (mutedUntil === 'forever' || Date.parse(mutedUntil) > now))
    return { why: 'muted', until: mutedUntil };
  return mayInGroup({ isGroup, settings, me }, 'post') ? undefined : { why: 'posting_restricted' };
}

/** Which messages notify you at `now`: a choice that was for a time is `all` again after it. */
export const notificationsAt = (
  { notifications, notificationsUntil }: Pick<Conversation['me'], 'notifications' | 'notificationsUntil'>,
  now: number,
): Conversation['me']['notifications'] =>
  notificationsUntil !== undefined && Date.parse(notificationsUntil) <= now ? 'all' : notifications;
