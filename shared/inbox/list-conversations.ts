import * as z from 'zod';
import type { Caller } from '../accounts/index.ts';
import { activityFor, permit } from '../conversations/index.ts';
import { openCursor, sealCursor } from '../platform/cursor.ts';
import { tableLimits } from '../platform/table.ts';
import type { Conversation, Page } from '../protocol/index.ts';
import type { InboxContext } from './context.ts';
import { inboxPolicy } from './policy.ts';
import { viewConversations } from './views.ts';

const position = z.strictObject({ at: z.number(), id: z.string() });

/** Newest activity first; the id settles ties, so that the order is total. */
function byActivity(a: z.infer<typeof position>, b: z.infer<typeof position>): number {
  return b.at - a.at || (a.id < b.id ? -1 : 1);
}

/**
 * The caller's conversations, newest activity first. Sending writes nothing per member, so the order is made here, from
 * the heads of all their conversations. Throws `invalid_cursor`.
 */
export async function listConversations(
  context: InboxContext,
  caller: Caller,
  query: { cursor?: string | undefined; limit: number },
): Promise<Page<Conversation>> {
  const scope = `conversations|${caller.userId}`;
  const after = query.cursor && (await openCursor(context.secrets, scope, query.cursor, position));
  const ids = await context.conversations.idsOf(caller.userId);
  // own memberships come along where that takes no second batch, and otherwise for the page alone
  const all =
    ids.length * 2 <= tableLimits.batchItems
      ? await context.conversations.standings(ids, caller.userId)
      : undefined;
  const heads = all?.map(({ head }) => head) ?? (await context.conversations.heads(ids));
  const rest = heads
    .map((head) => ({ id: head.id, at: activityFor(head, caller.userId) }))
    .sort(byActivity)
    .filter((place) => !after || byActivity(after, place) < 0);
  const page = rest.slice(0, query.limit);
  const pageIds = page.map(({ id }) => id);
  const standings = new Map(
    (all ?? (await context.conversations.standings(pageIds, caller.userId))).map((one) => [one.head.id, one]),
  );
  const shown = pageIds.flatMap((id) => standings.get(id) ?? []);
  const showings = await context.conversations.showingsOf(shown, caller.userId);
  const last = page.at(-1);
  const more = last && rest.length > page.length;
  return {
    items: await viewConversations(context, caller.userId, showings),
    nextCursor: more ? await sealCursor(context.secrets, scope, last) : null,
  };
}

/** One conversation. Throws `conversation_not_found`. */
export async function getConversation(
  context: InboxContext,
  caller: Caller,
  conversationId: string,
): Promise<Conversation> {
  const showing = await context.conversations.showing(conversationId, caller.userId);
  const found = permit(inboxPolicy, 'see', showing && { showing, role: showing.me.role });
  const [conversation] = await viewConversations(context, caller.userId, [found.showing]);
  if (!conversation) throw new Error('a stored conversation has a view');
  return conversation;
}
