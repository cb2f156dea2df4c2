import { ChatError } from '../platform/errors.ts';
import type { ConversationsContext } from './context.ts';

/** The ids behind usernames, by name as given. Throws `unknown_usernames`, naming each unknown one by its place in `field`. */
export async function resolveUsernames(
  context: Pick<ConversationsContext, 'accounts'>,
  usernames: readonly string[],
  field: string,
): Promise<ReadonlyMap<string, string>> {
  const found = await context.accounts.idsOfUsernames(usernames);
  const unknown = usernames.flatMap((username, index) =>
    found.has(username)
      ? []
      : [{ path: `${field}.${index}`, message: `unknown username "${username}"`, username }],
  );
  if (unknown.length > 0) {
    const names = unknown.map(({ username }) => username).join(', ');
    const fields = unknown.map(({ path, message }) => ({ path, message }));
    throw new ChatError('unknown_usernames', `Unknown usernames: ${names}`, fields);
  }
  return found;
}
