import * as z from 'zod';
import { searchTerm, searchTerms, type Caller } from '../accounts/index.ts';
import { endOfMute, permitInGroup, type Member } from '../conversations/index.ts';
import { openCursor, sealCursor } from '../platform/cursor.ts';
import { wireTime } from '../platform/time.ts';
import type { GroupMember, ListMembersQuery, Page } from '../protocol/index.ts';
import { seePeople } from '../relations/index.ts';
import type { GroupsContext } from './context.ts';

/** The most members that one answer looks at for a name or a role: ten queries, and with a name ten batches of accounts. */
const lookedAt = 1_000;
const pageSize = 100;

/**
 * Members of a group in the order of their ids, by pages. Members are stored by id and names with the accounts, so a name or a
 * role is looked for among at most 1,000 members an answer: a page can have fewer than asked for and yet a next one. Throws
 * `conversation_not_found`, `not_a_group`, `invalid_cursor`.
 */
export async function listMembers(
  context: GroupsContext,
  caller: Caller,
  conversationId: string,
  { q, role, cursor, limit }: ListMembersQuery,
): Promise<Page<GroupMember>> {
  const standing = await context.conversations.standing(conversationId, caller.userId);
  const { me } = permitInGroup('seeMembers', standing);
  const prefix = q === undefined ? undefined : searchTerm(q);
  const scope = `members|${conversationId}|${role ?? ''}|${prefix ?? ''}`;
  let after = cursor && (await openCursor(context.secrets, scope, cursor, z.string()));
  const found: Member[] = [];
  for (let seen = 0; ;) {
    const filters = prefix !== undefined || role !== undefined;
    const size = filters ? pageSize : limit;
    const page = await context.conversations.members(conversationId, size, after);
    const ofRole = page.members.filter((member) => role === undefined || member.role === role);
    const fitting = prefix === undefined ? ofRole : await named(context, ofRole, prefix);
    const taken = fitting.slice(0, limit - found.length);
    found.push(...taken);
    seen += page.members.length;
    // where the page holds more than is wanted, the next answer goes on after the last one taken
    after = taken.length < fitting.length ? taken.at(-1)?.userId : page.next;
    if (after === undefined || found.length === limit || seen >= lookedAt) break;
  }
  return {
    items: await viewMembers(context, me, found),
    nextCursor: after === undefined ? null : await sealCursor(context.secrets, scope, after),
  };
}

/** Those whose username, or whose name from one of its words on, begins so. */
async function named(
  context: Pick<GroupsContext, 'accounts'>,
  members: readonly Member[],
  prefix: string,
): Promise<Member[]> {
  const accounts = await context.accounts.getMany(members.map(({ userId }) => userId));
  return members.filter(({ userId }) => {
    const account = accounts.get(userId);
    return account && searchTerms(account).some((term) => term.startsWith(prefix));
  });
}

/** Members as another member sees them. How long one is muted is for admins and for themselves. */
export async function viewMembers(
  context: GroupsContext,
  viewer: Member,
  members: readonly Member[],
): Promise<GroupMember[]> {
  const people = await seePeople(
    context,
    viewer.userId,
    members.map(({ userId }) => userId),
  );
  const now = context.clock.now();
  return members.flatMap((member) => {
    const { userId, role, joinedAt } = member;
    const person = people.of(userId);
    if (!person) return [];
    const maySee = viewer.role !== 'member' || userId === viewer.userId;
    const mutedUntil = maySee ? endOfMute(member, now) : undefined;
    return [
      {
        ...person.summary,
        role,
        joinedAt: wireTime(joinedAt),
        ...(mutedUntil !== undefined && { mutedUntil }),
      },
    ];
  });
}
