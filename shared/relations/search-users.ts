import { searchTerm, searchTerms, type Account, type Caller } from '../accounts/index.ts';
import { openCursor, sealCursor } from '../platform/cursor.ts';
import { searchPosition } from '../platform/term-index.ts';
import type { Page, SearchUsersQuery, UserSummary } from '../protocol/index.ts';
import type { RelationsContext } from './context.ts';
import { seeAccounts, type SeeContext } from './see-people.ts';

/** The most pages of entries that are read for one page of people. */
const pagesRead = 5;

/** People whose username, or whose name from one of its words on, begins with `q`; in the order of what matched. */
export async function searchUsers(
  context: SeeContext & Pick<RelationsContext, 'limits' | 'secrets'>,
  caller: Caller,
  query: SearchUsersQuery,
): Promise<Page<UserSummary>> {
  await context.limits.take('search', caller.userId);
  const prefix = searchTerm(query.q);
  const scope = `users|${prefix}`;
  let after =
    query.cursor === undefined
      ? undefined
      : await openCursor(context.secrets, scope, query.cursor, searchPosition);
  const people: Account[] = [];
  let more = true;
  for (let page = 0; more && people.length < query.limit && page < pagesRead; page++) {
    const found = await context.accounts.search(prefix, query.limit - people.length, after);
    const accounts = await context.accounts.getMany(found.entries.map(({ id }) => id));
    for (const { term, id } of found.entries) {
      const account = accounts.get(id);
      if (account && term === firstMatch(account, prefix)) people.push(account);
    }
    after = found.next;
    more = after !== undefined;
  }
  const seen = await seeAccounts(context, caller.userId, people);
  return {
    items: people.flatMap(({ id }) => seen.of(id)?.summary ?? []),
    nextCursor: after === undefined ? null : await sealCursor(context.secrets, scope, after),
  };
}

/** A person can match by several terms, and is listed by the first of them only. */
function firstMatch(person: Account, prefix: string): string | undefined {
  return searchTerms(person)
    .filter((term) => term.startsWith(prefix))
    .sort()
    .at(0);
}
