import { ChatError, Muted } from '../platform/errors.ts';
import { wireTime } from '../platform/time.ts';
import { forever, type Head, type MemberFacts } from './model.ts';
import { settingsOf } from './settings.ts';

/** The end of a mute on the wire: a time, or `forever`. `undefined`: there is none, or it is over. */
export function endOfMute({ mutedUntil }: Pick<MemberFacts, 'mutedUntil'>, now: number): string | undefined {
  if (mutedUntil === undefined || mutedUntil <= now) return undefined;
  return mutedUntil === forever ? 'forever' : wireTime(mutedUntil);
}

/** Why a member of a group cannot send: admins muted them, or only admins send there. `undefined`: they can. */
export function silenced(head: Head, member: MemberFacts, now: number): ChatError | undefined {
  const until = endOfMute(member, now);
  if (until !== undefined) return new Muted(until);
  const announces = settingsOf(head).post === 'admins' && member.role === 'member';
  return announces ? new ChatError('posting_restricted') : undefined;
}

/** How long a member waits between two messages, in milliseconds; 0: not at all. Admins do not wait. */
export function slowModeOf(head: Head, { role }: Pick<MemberFacts, 'role'>): number {
  return role === 'member' ? settingsOf(head).slowModeSeconds * 1000 : 0;
}
