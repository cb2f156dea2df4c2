import { publishKnown, type Socket } from '../realtime/index.ts';
import type { Notification } from '../protocol/index.ts';
import type { NotificationsContext } from './context.ts';
import type { Decision, Way } from './decide.ts';

/** Digests that are planned by one piece of work: a read, a write and a timer each. */
const plannedAtOnce = 25;

/** One who has a new notification in their list. */
export interface Reached {
  userId: string;
  decision: Decision;
  notification: Notification;
  /** What it was made for. */
  moment: number;
  /** Where devices of theirs subscribed to pushes: the version of that. */
  subscriptionVersion: number | undefined;
  /** Of their devices that are connected. */
  sockets: readonly Socket[];
  /** One of them gave a sign of life lately. */
  here: boolean;
  /** When a digest is due that is planned for them already. */
  digestDue?: number | undefined;
}

/** Users in one piece of work: it sends to all of their devices at once. */
const pushedAtOnce = 10;

/**
 * What each way does beyond the list itself. It gets those alone whose decision names it, and for whom the notification is
 * new; so it is at most once. A way that leaves the deployment queues work of its own here.
 */
const reach: Readonly<
  Record<Exclude<Way, 'inbox'>, (context: NotificationsContext, reached: readonly Reached[]) => Promise<void>>
> = {
  devices: (context, reached) =>
    publishKnown(
      context,
      reached.map(({ notification, decision: { silent }, sockets }) => ({
        event: { type: 'notification:new', data: { notification, silent } },
        sockets,
      })),
    ),
  push: async (context, reached) => {
    const to = reached.flatMap(({ userId, notification: { id }, moment, subscriptionVersion }) =>
      subscriptionVersion === undefined ? [] : [{ userId, id, moment, subscriptionVersion, attempt: 0 }],
    );
    const pieces = [];
    for (let start = 0; start < to.length; start += pushedAtOnce) {
      pieces.push(to.slice(start, start + pushedAtOnce));
    }
    await Promise.all(pieces.map((piece) => context.work.add({ type: 'push', to: piece })));
  },
  // those who are here get theirs planned when they leave
  mail: async (context, reached) => {
    const now = context.clock.now();
    const unplanned = reached.filter(({ here, digestDue = 0 }) => !here && digestDue <= now);
    for (let start = 0; start < unplanned.length; start += plannedAtOnce) {
      const userIds = unplanned.slice(start, start + plannedAtOnce).map(({ userId }) => userId);
      await context.work.add({ type: 'plan-digests', userIds });
    }
  },
};

/** Reaches these users by all of their ways. */
export async function reachAll(context: NotificationsContext, reached: readonly Reached[]): Promise<void> {
  const byWay = Object.entries(reach) as [Exclude<Way, 'inbox'>, (typeof reach)['devices']][];
  await Promise.all(
    byWay.map(([way, perform]) =>
      perform(
        context,
        reached.filter(({ decision }) => decision.ways.includes(way)),
      ),
    ),
  );
}
