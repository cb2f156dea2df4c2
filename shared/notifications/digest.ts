import type { DigestContent, DigestRow } from '../accounts/index.ts';
import type { Notification, NotificationSettings } from '../protocol/index.ts';
import type { NotificationsContext } from './context.ts';
import { wants } from './decide.ts';
import { belongsInDigest, isInDirect } from './plan-digest.ts';
import { viewNotifications } from './views.ts';
import { waitingFor } from './waiting.ts';

/** The most conversations that a digest shows; of further ones it says how many there are. */
const shownConversations = 10;

/** One conversation with what waits there, the newest first. */
interface Group {
  conversationId: string;
  notifications: Notification[];
}

/**
 * What a user has missed of what is for them alone, as it is now: read, deleted, expired and hidden messages are no part of it, nor
 * conversations that they muted and users with whom there is a block. `undefined`: nothing.
 */
export async function digestOf(
  context: NotificationsContext,
  userId: string,
  settings: NotificationSettings,
): Promise<DigestContent | undefined> {
  const { current, standings } = await waitingFor(context, userId);
  const now = context.clock.now();
  const wanted = current.filter((one) => {
    const me = standings.get(one.conversationId ?? '')?.me;
    const direct = isInDirect(userId, one);
    return me && belongsInDigest(userId, one) && wants(one.kind, me, { direct, settings }, now);
  });
  const actors = [...new Set(wanted.flatMap(({ actorId }) => actorId ?? []))];
  const apart = actors.length > 0 ? await context.sight.apartFrom(userId, actors) : new Set<string>();
  const known = wanted.filter(({ actorId = '' }) => !apart.has(actorId)).sort((a, b) => b.at - a.at);
  const preview = context.config.digestPreviews === 'on' ? settings.preview : 'hidden';
  const views = await viewNotifications(context, userId, known, standings, preview);
  const groups = grouped(known.flatMap(({ id }) => views.get(id) ?? []));
  if (groups.length === 0) return undefined;
  const rows = groups.map(rowOf);
  return {
    rows: rows.slice(0, shownConversations),
    more: Math.max(0, rows.length - shownConversations),
    count: rows.reduce((sum, { count }) => sum + count, 0),
    countIsMinimum: rows.some(({ countIsMinimum }) => countIsMinimum),
  };
}

function grouped(notifications: readonly Notification[]): Group[] {
  const byConversation = Map.groupBy(notifications, ({ conversationId = '' }) => conversationId);
  return [...byConversation].map(([conversationId, some]) => ({ conversationId, notifications: some }));
}

function rowOf({ conversationId, notifications }: Group): DigestRow {
  const [newest] = notifications;
  const { isGroup = false, name = null } = newest?.conversation ?? {};
  const authors = [...new Set(notifications.flatMap(({ user }) => (user ? [user.name] : [])))];
  // one for all messages counts those that mention the user too
  const ofAll = notifications.find(({ kind }) => kind === 'message');
  const { text, entities = [] } = newest?.message ?? {};
  return {
    path: `/c/${encodeURIComponent(conversationId)}`,
    name: isGroup ? name : (authors[0] ?? null),
    authors: isGroup ? authors : [],
    mentions: isGroup,
    count: ofAll?.count ?? notifications.length,
    countIsMinimum: ofAll?.countIsMinimum ?? false,
    ...(text !== undefined && { quote: shownText(text, entities) }),
  };
}

/** What a message says, but for what its sender has hidden until one asks for it. */
function shownText(
  text: string,
  entities: NonNullable<NonNullable<Notification['message']>['entities']>,
): string {
  const spoilers = entities.filter(({ type }) => type === 'spoiler');
  return spoilers.reduceRight(
    (shown, { start, length }) => `${shown.slice(0, start)}█████${shown.slice(start + length)}`,
    text,
  );
}
