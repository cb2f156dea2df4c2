import { limits } from '../protocol/index.ts';
import { shownMarks, type Head, type Member } from './model.ts';
import { byRole } from './policy.ts';
import { progressOf, type Progress } from './progress.ts';

/** What is shown of a member. */
export type Shown = Pick<Member, 'userId' | 'role'>;

/** What showing a conversation to one of its members takes: of a big group far less than all members. */
export interface Showing {
  head: Head;
  /** The member that it is shown to, with the watermarks of now. */
  me: Member;
  /** The first of the members: at most `limits.participantsShown`. */
  shown: readonly Shown[];
  progress: Progress;
}

/** A conversation whose members are all at hand. */
export function showingOf(head: Head, me: Member, members: readonly Member[]): Showing {
  return { head, me, shown: firstShown(members), progress: progressOf(members.map(shownMarks)) };
}

/** Owners and admins first; otherwise the order is the same for all callers, at all times. */
function byRank(a: Shown, b: Shown): number {
  return byRole(a.role, b.role) || (a.userId < b.userId ? -1 : 1);
}

/** Those who are shown of these members. */
export function firstShown(members: readonly Shown[]): Shown[] {
  const first = members.toSorted(byRank).slice(0, limits.participantsShown);
  return first.map(({ userId, role }) => ({ userId, role }));
}
