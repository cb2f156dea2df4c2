import * as z from 'zod';
import {
  requireRole,
  searchTerm,
  searchTerms,
  suspensionNow,
  type Account,
  type Caller,
} from '../accounts/index.ts';
import { openCursor, sealCursor } from '../platform/cursor.ts';
import { searchPosition } from '../platform/term-index.ts';
import type { AdminUser, ListAdminUsersQuery, Page } from '../protocol/index.ts';
import type { AdminContext } from './context.ts';
import { viewUsers } from './view-user.ts';

/** The most pages of an index that are read for one page of users. */
const pagesRead = 5;

/** A part of an index: accounts in order, and where it goes on. */
interface Part<Position> {
  accounts: Account[];
  next: Position | undefined;
}
type Reader<Position> = (limit: number, after: Position | undefined) => Promise<Part<Position>>;

/**
 * Users by the beginning of a name or by their whole address; all, the newest first, where nothing is asked. What is asked besides
 * leaves out, so that a page can be short and yet not the last. Throws `invalid_cursor`, and as `requireRole` does.
 */
export async function findUsers(
  context: AdminContext,
  caller: Caller,
  query: ListAdminUsersQuery,
): Promise<Page<AdminUser>> {
  await requireRole(context, 'seeUsers', caller);
  const { q, role, state } = query;
  if (q?.includes('@')) {
    const id = await context.accounts.idOfEmail(q.trim());
    const found = id === undefined ? undefined : await context.accounts.get(id);
    const accounts = found ? [found].filter((one) => fits(context, query, one)) : [];
    return { items: await viewUsers(context, accounts), nextCursor: null };
  }
  if (q !== undefined) {
    const prefix = searchTerm(q);
    return pageOf(context, query, `q|${prefix}`, searchPosition, (limit, after) =>
      byName(context, prefix, limit, after),
    );
  }
  const which =
    role !== undefined && role !== 'user' ? { role } : state === 'suspended' ? 'suspended' : 'all';
  return pageOf(context, query, JSON.stringify(which), z.string(), async (limit, after) => {
    const { ids, next } = await context.accounts.list(which, limit, after);
    const accounts = await context.accounts.getMany(ids);
    return { accounts: ids.flatMap((id) => accounts.get(id) ?? []), next };
  });
}

const fits = ({ clock }: AdminContext, { role, state }: ListAdminUsersQuery, account: Account): boolean => {
  const isSuspended = suspensionNow(account, clock.now()) !== undefined;
  return (
    (role === undefined || account.role === role) &&
    (state === undefined || (state === 'suspended') === isSuspended)
  );
};

async function byName(
  { accounts }: AdminContext,
  prefix: string,
  limit: number,
  after: z.infer<typeof searchPosition> | undefined,
): Promise<Part<z.infer<typeof searchPosition>>> {
  const { entries, next } = await accounts.search(prefix, limit, after);
  const found = await accounts.getMany(entries.map(({ id }) => id));
  return {
    accounts: entries.flatMap(({ term, id }) => {
      const account = found.get(id);
      // one who matches by several terms is listed by the first of them
      const [first] = account
        ? searchTerms(account)
            .filter((one) => one.startsWith(prefix))
            .sort()
        : [];
      return account && term === first ? [account] : [];
    }),
    next,
  };
}

async function pageOf<Position extends z.infer<typeof searchPosition> | string>(
  context: AdminContext,
  query: ListAdminUsersQuery,
  of: string,
  position: z.ZodType<Position>,
  read: Reader<Position>,
): Promise<Page<AdminUser>> {
  const scope = `admin-users|${of}`;
  const { cursor, limit } = query;
  let after = cursor === undefined ? undefined : await openCursor(context.secrets, scope, cursor, position);
  const accounts: Account[] = [];
  for (let page = 0; page < pagesRead && accounts.length < limit; page += 1) {
    const part = await read(limit - accounts.length, after);
    accounts.push(...part.accounts.filter((account) => fits(context, query, account)));
    after = part.next;
    if (after === undefined) break;
  }
  return {
    items: await viewUsers(context, accounts),
    nextCursor: after === undefined ? null : await sealCursor(context.secrets, scope, after),
  };
}
