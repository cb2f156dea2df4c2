import { lastMessageSeq, type Standing } from '../conversations/index.ts';
import type { NotificationsContext } from './context.ts';
import type { FoundNotification } from './model.ts';

/** What waits for a user, in no particular order. */
export interface Waiting {
  /** All of it, as it is stored. */
  found: readonly FoundNotification[];
  /** What there is still something to see of. One that stands for several messages has the time of the last. */
  current: FoundNotification[];
  /** What the user is to these conversations, by id. */
  standings: ReadonlyMap<string, Standing>;
}

/** What a user has not seen yet, as far as the conversations say. */
export async function waitingFor(
  { clock, conversations, notifications }: NotificationsContext,
  userId: string,
): Promise<Waiting> {
  const found = await notifications.all(userId, clock.now());
  const ids = new Set(found.flatMap(({ conversationId }) => conversationId ?? []));
  const standings = new Map(
    (await conversations.standings([...ids], userId)).map((one) => [one.head.id, one]),
  );
  const standingOf = ({ conversationId }: FoundNotification) => standings.get(conversationId ?? '');
  const current = found.filter((one) => one.conversationId === undefined || isNews(one, standingOf(one)));
  return {
    found,
    current: current.map((one) => ({ ...one, at: shownAt(one, standingOf(one)) })),
    standings,
  };
}

/** Whether there is something to see of it still. */
function isNews({ kind, moment }: FoundNotification, standing: Standing | undefined): boolean {
  if (!standing) return false;
  const { head, me } = standing;
  if (kind === 'join_request') return me.role !== 'member' && (head.requests ?? 0) > 0;
  if (kind === 'webhook_disabled') return me.role !== 'member';
  // who is added has read up to that by it
  if (kind === 'group_added') return me.readSeq <= moment;
  return me.readSeq < (kind === 'message' ? lastMessageSeq(head) : moment);
}

/** When it happened: one that stands for several messages goes with the last. */
const shownAt = ({ kind, at }: FoundNotification, standing: Standing | undefined): number =>
  kind === 'message' ? Math.max(at, standing?.head.lastActivityAt ?? at) : at;
