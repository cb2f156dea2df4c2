import { directConversationId, isBotId } from '../platform/ids.ts';
import type { Member } from '../conversations/index.ts';
import type { NotificationKind, NotificationSettings } from '../protocol/index.ts';
import { kindTraits } from './model.ts';
import { isQuiet } from '../protocol/quiet-hours.ts';
import type { AccountOccasion, Occasion } from './work.ts';

export type Way = 'inbox' | 'devices' | 'push' | 'mail';

interface WayTraits {
  /** It waits for no one to look, so quiet hours keep it back. */
  interrupts: boolean;
  /** It comes later, and then looks itself whether these are quiet hours. */
  later?: true;
}

/** The ways to reach a person. A further one is a further row here, and in `ways.ts` what it does. */
const ways: Readonly<Record<Way, WayTraits>> = {
  /** The list of what the user has not seen yet. The others depend on it: who has it there already is not reached again. */
  inbox: { interrupts: false },
  /** An event to the devices that are connected. */
  devices: { interrupts: false },
  /** To devices that subscribed to pushes, and have no connection or a hidden screen. */
  push: { interrupts: true },
  /** A digest of what they have missed, once they have been away for a while. */
  mail: { interrupts: true, later: true },
};
const wayNames = Object.keys(ways) as Way[];

/** What of a member's item decides whether they are notified. */
export type Recipient = Pick<
  Member,
  'userId' | 'readSeq' | 'historyFrom' | 'notifications' | 'notificationsChosen' | 'notificationsUntil'
>;

/** One of those who may have to know of something that happened in a conversation. */
export interface Person {
  /** `undefined`: they are no member any more. */
  member: Recipient | undefined;
  /** They follow the thread that the message belongs to. */
  follows: boolean;
  /** There is a block between them and who caused it. */
  apart: boolean;
  /** One of their devices shows the conversation. */
  shows: boolean;
  settings: NotificationSettings;
}

export interface Decision {
  kind: NotificationKind;
  ways: readonly Way[];
  /** No sound. */
  silent: boolean;
}

/** Whether they are notified of something, as what, and by which ways. `undefined`: they are not. Pure; `now` in epoch milliseconds. */
export function decide(occasion: Occasion, person: Person, now: number): Decision | undefined {
  const { member, follows, apart, shows, settings } = person;
  if (!member || !mayNotify(occasion, member, now) || apart || shows) return undefined;
  const kind = kindFor(occasion, member.userId, follows);
  const direct = isDirect(occasion, member);
  if (!wants(kind, member, { direct, settings }, now)) return undefined;
  return reaching(kind, settings, now, { mailed: isMailed(kind, direct) });
}

/** Whether a member lets notifications of a kind through, by what they chose for the conversation or else for all of them. */
export function wants(
  kind: NotificationKind,
  member: Recipient,
  { direct, settings }: { direct: boolean; settings: NotificationSettings },
  now: number,
): boolean {
  return passes(kind, choiceOf(member, now) ?? settings[direct ? 'direct' : 'groups']);
}

/** Whether a digest has it: what is for the user alone. */
export const isMailed = (kind: NotificationKind, direct: boolean): boolean =>
  kind === 'mention' || (direct && (kind === 'message' || kind === 'reply'));

/** The rules for which the membership is enough: those whom they leave out, nothing more is read of. */
export function mayNotify(occasion: Occasion, member: Recipient, now: number): boolean {
  const { userId, readSeq, historyFrom = 0 } = member;
  const { actorId, hiddenFrom, kind, seq, target = seq } = occasion;
  if (userId === actorId || userId === hiddenFrom || isBotId(userId)) return false;
  const isInLog = kind === 'message' || kind === 'reaction';
  if (isInLog && (seq <= readSeq || target <= historyFrom)) return false;
  const choice = choiceOf(member, now);
  // whether it is a reply to them makes no difference yet: what lets messages through lets replies through
  return choice === undefined || passes(kindFor(occasion, userId, false), choice);
}

/** What happens to an account, its user is notified of in any case. */
export function decideForAccount(
  { kind }: AccountOccasion,
  settings: NotificationSettings,
  now: number,
): Decision {
  return reaching(kind, settings, now, { mailed: false });
}

function reaching(
  kind: NotificationKind,
  settings: NotificationSettings,
  now: number,
  { mailed }: { mailed: boolean },
): Decision {
  const quiet = settings.quietHours !== null && isQuiet(settings.quietHours, now);
  const wantsMail = mailed && settings.digest !== null && settings.digest !== 'off';
  const comes = (way: Way) => {
    const { interrupts, later = false } = ways[way];
    return (way !== 'mail' || wantsMail) && (later || !(quiet && interrupts));
  };
  return {
    kind,
    ways: wayNames.filter(comes),
    silent: quiet || !settings.sounds,
  };
}

/** Whether it mentions a user, by name or with all members. */
export const isMentioned = ({ mentions, mentionsAll }: Occasion, userId: string): boolean =>
  mentionsAll === true || (mentions?.includes(userId) ?? false);

/** Of what kind it is to one of those whom it concerns. */
function kindFor(occasion: Occasion, userId: string, follows: boolean): NotificationKind {
  if (occasion.kind !== 'message') return occasion.kind;
  if (isMentioned(occasion, userId)) return 'mention';
  return follows ? 'reply' : 'message';
}

/** What the member chose for the conversation itself; `undefined`: nothing, or it is over. */
function choiceOf(
  { notifications, notificationsChosen, notificationsUntil = Infinity }: Recipient,
  now: number,
): Recipient['notifications'] | undefined {
  if (notifications !== 'all' && notificationsUntil > now) return notifications;
  return notifications === 'all' && notificationsChosen ? 'all' : undefined;
}

const isDirect = ({ conversationId, actorId }: Occasion, { userId }: Recipient): boolean =>
  conversationId === directConversationId(actorId, userId);

function passes(kind: NotificationKind, choice: Recipient['notifications']): boolean {
  const wanted = kindTraits[kind].passes;
  return wanted === 'always' || choice === 'all' || (wanted === 'mentions' && choice === 'mentions');
}
