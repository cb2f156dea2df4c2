import { composeDigest, languages, verifiedRecipient } from '../accounts/index.ts';
import { Unavailable } from '../platform/errors.ts';
import type { Mail } from '../platform/ports.ts';
import type { NotificationSettings } from '../protocol/index.ts';
import type { UserPresence } from '../realtime/index.ts';
import type { NotificationsContext } from './context.ts';
import { digestOf } from './digest.ts';
import { digestWaits, type StoredDigest } from './model.ts';
import { haveDigestDue, pauseEnd, wakeForDigest } from './plan-digest.ts';
import { quietUntil } from '../protocol/quiet-hours.ts';
import { hashOf } from './unsubscription-token.ts';
import type { SendDigestWork } from './work.ts';

/**
 * Mails a user what they have missed, if the digest that was planned for them is due: as it is now, where they are still away,
 * outside of their quiet hours, and at most once in `digestPause`. It may be called early, late, twice and at the same time.
 * Rejects with `Unavailable` where the mail service does not take it; then it may be tried again.
 */
export async function sendDigest(context: NotificationsContext, { userId }: SendDigestWork): Promise<void> {
  const { clock, notifications } = context;
  const { settings, digest } = await notifications.digestOf(userId);
  const { digestDue } = digest;
  if (digestDue !== undefined && digestDue > clock.now()) return wakeForDigest(context, userId, digestDue);
  const begun = await begin(context, userId, digest);
  if (begun === undefined) return;
  const presence = await context.presence.get(userId);
  const at = whenToMail(context, settings, digest, presence);
  const isTime = at !== undefined && at <= clock.now();
  const mail = isTime ? await digestMail(context, userId, settings, presence) : undefined;
  if (mail) {
    await mailOnce(context, userId, { mail, begun, before: digest.digestMailed ?? 0 });
    return;
  }
  // those who are here get theirs planned when they leave
  if (at !== undefined && !isTime) await haveDigestDue(context, userId, at);
  await notifications.dropDigest(userId, begun);
}

/** Begins the digest that is due, or goes on with what an attempt before this had begun. `undefined`: there is none. */
async function begin(
  { clock, notifications }: NotificationsContext,
  userId: string,
  { digestDue, digestBegun }: StoredDigest,
): Promise<number | undefined> {
  if (digestDue === undefined) return digestBegun;
  const now = clock.now();
  return (await notifications.beginDigest(userId, digestDue, now)) ? now : undefined;
}

/** When a digest may be mailed, in epoch milliseconds; `undefined`: not as long as nothing changes. */
function whenToMail(
  { clock }: NotificationsContext,
  { digest: delay, quietHours }: NotificationSettings,
  digest: StoredDigest,
  { here, lastOnline }: UserPresence,
): number | undefined {
  if (here || delay === null || delay === 'off') return undefined;
  const awayLongEnough = lastOnline === null ? 0 : lastOnline + digestWaits[delay];
  const earliest = Math.max(clock.now(), awayLongEnough, pauseEnd(digest));
  return quietHours === null ? earliest : quietUntil(quietHours, earliest);
}

/** The mail, with a link of its own that turns digests off. `undefined`: there is nothing to tell, or no one to write to. */
async function digestMail(
  context: NotificationsContext,
  userId: string,
  settings: NotificationSettings,
  { language, origin: knownOrigin }: UserPresence,
): Promise<Mail | undefined> {
  const { clock, config, notifications, random } = context;
  const origin = config.publicUrl ?? knownOrigin;
  if (origin === undefined) return undefined;
  const recipient = await verifiedRecipient(context, userId);
  const digest = recipient && (await digestOf(context, userId, settings));
  if (!digest) return undefined;
  const token = Buffer.from(random(32)).toString('base64url');
  await notifications.keepUnsubscription(hashOf(token), userId, clock.now());
  const known = languages.find((one) => one === language) ?? languages[0];
  const mailbox = config.unsubscribeMailbox;
  return {
    ...(await composeDigest(known, recipient, { origin, token, ...digest })),
    headers: {
      'List-Unsubscribe': [
        `<${origin}/v1/notifications/mail/unsubscribe?token=${token}>`,
        ...(mailbox === undefined ? [] : [`<mailto:${mailbox}?subject=unsubscribe%20${token}>`]),
      ].join(', '),
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
  };
}

/** Mails it where no other attempt has. The claim is given back only where the mail service says that it has not taken the mail. */
async function mailOnce(
  { clock, log, mailer, notifications }: NotificationsContext,
  userId: string,
  { mail, begun, before }: { mail: Mail; begun: number; before: number },
): Promise<void> {
  const now = clock.now();
  if (!(await notifications.claimDigest(userId, begun, now))) return;
  try {
    await mailer.send(mail);
  } catch (error) {
    if (error instanceof Unavailable) {
      await notifications.returnDigest(userId, begun, now, before);
      throw error;
    }
    // it would be refused again
    log.error({ err: error }, 'a digest was refused');
  }
}
