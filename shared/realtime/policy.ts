import { ChatError } from '../platform/errors.ts';
import type { ErrorCode, OwnStatus } from '../protocol/index.ts';
import type { Presence } from './model.ts';

/** Who looks at a user's presence: the user on one of their devices, or another user. */
export const presenceViewers = ['self', 'other'] as const;
export type PresenceViewer = (typeof presenceViewers)[number];

export const viewerOf = (userId: string, viewerId: string): PresenceViewer =>
  userId === viewerId ? 'self' : 'other';

/** Who may do what with a user's presence, or the error that refuses it. */
export type PresencePolicy = Readonly<Record<string, Readonly<Record<PresenceViewer, 'allow' | ErrorCode>>>>;
export const presencePolicy = {
  /** Get it, and each change of it pushed. */
  watch: { self: 'allow', other: 'allow' },
} as const satisfies PresencePolicy;

/** Throws the error with which the policy refuses `action`. */
export function permitPresence<Action extends string>(
  policy: Readonly<Record<Action, PresencePolicy[string]>>,
  action: Action,
  viewer: PresenceViewer,
): void {
  const decision = policy[action][viewer];
  if (decision !== 'allow') throw new ChatError(decision);
}

/** What a viewer gets to see: all of it, or only what the user shows to others. */
export const presenceSeenBy = {
  self: 'all',
  other: 'shown',
} as const satisfies Record<PresenceViewer, 'all' | 'shown'>;

/** How users choose to be seen: by a status, or, over it, hidden by their privacy settings. */
export type Appearance = OwnStatus | 'hidden';

/** What others see of a user under each choice. */
export const shownToOthers = {
  online: { connectedAs: 'online', lastOnline: 'actual', announced: true },
  away: { connectedAs: 'away', lastOnline: 'actual', announced: true },
  invisible: { connectedAs: 'offline', lastOnline: 'before', announced: false },
  hidden: { connectedAs: 'offline', lastOnline: 'never', announced: false },
} as const satisfies Record<
  Appearance,
  {
    /** The status while the user is connected. */
    connectedAs: Presence['status'];
    /** The user's last time online: the actual one, the one before this choice, or none. */
    lastOnline: 'actual' | 'before' | 'never';
    /** Whether watchers are notified when the user comes and goes. */
    announced: boolean;
  }
>;

/** What the presence item says that the policy looks at. */
interface Chosen {
  status: OwnStatus;
  hidden: boolean;
}

const choiceOf = ({ status, hidden }: Chosen) => shownToOthers[hidden ? 'hidden' : status];

/** Whether no one else may notice that the user comes and goes. */
export const isSecret = (chosen: Chosen): boolean => !choiceOf(chosen).announced;

/** A user's presence as others may know it. Times are milliseconds since the epoch. */
export function shownPresence(
  user: Chosen & { here: boolean; lastOnline: number | null; shownUntil: number | null },
): Presence {
  const { connectedAs, lastOnline } = choiceOf(user);
  const status = user.here ? connectedAs : 'offline';
  const times = { actual: user.lastOnline, before: user.shownUntil, never: null };
  return { online: status !== 'offline', status, lastOnline: times[lastOnline] };
}
