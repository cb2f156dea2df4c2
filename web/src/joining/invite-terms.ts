import type { Invite } from '../../../client/index.ts';
import { untilTime } from '../format/time.ts';
import type { Translate } from '../i18n/i18n.ts';

const hourMs = 3_600_000;

/** When an invite ends, in milliseconds after it is made. */
export const lifetimes = {
  never: undefined,
  hour: hourMs,
  day: 24 * hourMs,
  week: 7 * 24 * hourMs,
  month: 30 * 24 * hourMs,
} as const;
export type Lifetime = keyof typeof lifetimes;
export const lifetimeNames = Object.keys(lifetimes) as readonly Lifetime[];

/** How many users can come in by an invite; `null`: any number. */
export const useLimits = [null, 1, 5, 10, 25, 100] as const;
export type UseLimit = (typeof useLimits)[number];

/** The end of an invite that is made at `now` (milliseconds since the epoch), as the server takes it. */
export function endOf(lifetime: Lifetime, now: number): string | null {
  const ms = lifetimes[lifetime];
  return ms === undefined ? null : new Date(now + ms).toISOString();
}

/** What an invite is good for, in one line: how often it was used, until when it works, whether an admin decides. */
export function termsOf(invite: Invite, now: number, locale: string, t: Translate): string {
  const { uses, maxUses, expiresAt, approval } = invite;
  return [
    maxUses === null ? t('invites.used', { uses }) : t('invites.usedOf', { uses, most: maxUses }),
    ...(expiresAt === null ? [] : [t('invites.until', { time: untilTime(expiresAt, now, locale) })]),
    ...(approval ? [t('invites.withApproval')] : []),
  ].join(' · ');
}

/** Whether an invite still works, as far as this device knows. */
export const works = ({ uses, maxUses, expiresAt }: Invite, now: number): boolean =>
  (maxUses === null || uses < maxUses) && (expiresAt === null || Date.parse(expiresAt) > now);
