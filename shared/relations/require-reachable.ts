import { ChatError } from '../platform/errors.ts';
import type { RelationsContext } from './context.ts';
import { allows, refusals } from './policy.ts';
import { relate } from './relate.ts';

/**
 * Lets a caller start a direct conversation with these users, or add them to a group, if their settings and blocks allow it.
 * Throws `user_blocked` to who blocked one of them, and otherwise `messages_not_accepted` or `invites_not_accepted`, which
 * names each who refuses by `fieldOf`.
 */
export async function requireReachable(
  context: Pick<RelationsContext, 'accounts' | 'directs' | 'relations'>,
  callerId: string,
  setting: 'messages' | 'groups',
  userIds: readonly string[],
  fieldOf: (userId: string) => { path: string; name: string },
): Promise<void> {
  const others = userIds.filter((userId) => userId !== callerId);
  // blocks are looked for in any case: this is rare, and must not depend on what may be moments old
  const [accounts, blocks] = await Promise.all([
    context.accounts.getMany(others),
    context.relations.between(callerId, others),
  ]);
  const asked = others.map((userId) => ({
    userId,
    blocks: false,
    contacts: accounts.get(userId)?.privacy[setting] === 'contacts',
  }));
  const contactOrNot = await relate(context, callerId, 'owners', asked);
  const refusing = others.flatMap((userId) => {
    const { to = false, from = false } = blocks.get(userId) ?? {};
    const relation = from ? 'blocked' : to ? 'blocking' : contactOrNot(userId);
    const audience = accounts.get(userId)?.privacy[setting] ?? 'everyone';
    return allows(setting, audience, relation) ? [] : [{ userId, byCaller: to }];
  });
  if (refusing.length === 0) return;
  const own = refusing.filter(({ byCaller }) => byCaller);
  const named = (own.length > 0 ? own : refusing).map(({ userId }) => fieldOf(userId));
  const names = named.map(({ name }) => name).join(', ');
  const [code, detail] =
    own.length > 0
      ? [refusals.blocking, `You blocked ${names}. Unblock them first.`]
      : setting === 'groups'
        ? [refusals.groups, `You cannot add ${names} to a group.`]
        : [refusals.messages, `You cannot start a conversation with ${names}.`];
  throw new ChatError(
    code,
    detail,
    named.map(({ path, name }) => ({ path, message: `"${name}" cannot be added` })),
  );
}
