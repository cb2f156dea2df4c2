import { theseUsers, publish } from '../realtime/index.ts';
import { showUserTo } from '../relations/index.ts';
import type { ConversationsContext } from './context.ts';
import { notifiesAll } from './policy.ts';

/** Conversations whose members are notified, and members in all: beyond them, a change is seen when it is next loaded. */
const mostConversations = 1_000;
const mostUsers = 5_000;

/**
 * Shows what a user looks like now to their own devices and to the members of their conversations but big groups, each as
 * the settings of the user allow. It may be done again. Rejects with `Unavailable`.
 */
export async function announceUser(
  context: ConversationsContext,
  { userId }: { userId: string },
): Promise<void> {
  const viewers = [...new Set([userId, ...(await membersOfConversationsOf(context, userId))])];
  // read last: of two changes in a row, what is shown last is rarely the first
  const account = await context.accounts.get(userId);
  if (!account) return;
  const views = await showUserTo(context, account, viewers);
  await Promise.all(
    views.map(({ data, viewerIds }) =>
      publish(context, theseUsers(viewerIds), { type: 'user:updated', data }),
    ),
  );
}

async function membersOfConversationsOf(context: ConversationsContext, userId: string): Promise<Set<string>> {
  const { conversations } = context;
  const ids = (await conversations.idsOf(userId)).slice(0, mostConversations);
  const found = new Set<string>();
  for (const head of (await conversations.heads(ids)).filter(notifiesAll)) {
    for await (const page of conversations.audienceUnder(head).pages()) {
      for (const member of page) if (found.size < mostUsers) found.add(member);
    }
  }
  return found;
}
