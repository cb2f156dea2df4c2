import type { GroupMember, MemberRole, SystemEvent } from '../../../client/index.ts';

const ranks: Readonly<Record<MemberRole, number>> = { owner: 0, admin: 1, member: 2 };

/** Members by role, and by name within one. */
export const byRoleAndName = <M extends Pick<GroupMember, 'role' | 'name'>>(members: readonly M[]): M[] =>
  members.toSorted((a, b) => ranks[a.role] - ranks[b.role] || a.name.localeCompare(b.name));

/** The list with these members at its end; those who are in it already are as they are now. */
export function withPage(
  members: readonly GroupMember[],
  page: readonly GroupMember[],
): readonly GroupMember[] {
  const anew = new Map(page.map((member) => [member.id, member]));
  const known = new Set(members.map(({ id }) => id));
  return [
    ...members.map((member) => anew.get(member.id) ?? member),
    ...page.filter(({ id }) => !known.has(id)),
  ];
}

/**
 * The members after what a system message reports. Who came in is not among them, since a message says no more of them than
 * their ids.
 */
export function withEvent(
  members: readonly GroupMember[],
  { type, userIds = [], role, until }: SystemEvent,
): readonly GroupMember[] {
  const concerned = new Set(userIds);
  const change = (changed: (member: GroupMember) => GroupMember) =>
    members.map((member) => (concerned.has(member.id) ? changed(member) : member));
  switch (type) {
    case 'left':
    case 'removed':
    case 'banned':
      return members.filter(({ id }) => !concerned.has(id));
    case 'role':
      return role === undefined ? members : change((member) => ({ ...member, role }));
    case 'owner':
      return members.map((member): GroupMember => {
        if (concerned.has(member.id)) return { ...member, role: 'owner' };
        return member.role === 'owner' ? { ...member, role: 'admin' } : member;
      });
    case 'muted':
      return change((member) => ({ ...member, mutedUntil: until }));
    case 'unmuted':
      return change((member) => ({ ...member, mutedUntil: undefined }));
    default:
      return members;
  }
}

/**
 * The order on screen: by role and name where all are there. Otherwise those in `leading` come first, as owner and admins,
 * and the rest as it arrives, so that no row moves while more is loaded.
 */
export function inOrder<M extends Pick<GroupMember, 'id' | 'role' | 'name'>>(
  members: readonly M[],
  complete: boolean,
  leading: readonly M[] = [],
): readonly M[] {
  if (complete && members.length <= sortedUpTo) return byRoleAndName(members);
  const anew = new Map(members.map((member) => [member.id, member]));
  const first = byRoleAndName(leading).map((member) => anew.get(member.id) ?? member);
  const shown = new Set(first.map(({ id }) => id));
  return [...first, ...members.filter(({ id }) => !shown.has(id))];
}

/** One page: more than that is shown while it loads. */
const sortedUpTo = 100;
