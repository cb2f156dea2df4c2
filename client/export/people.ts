import type { ChatClient } from '../client.ts';
import { hasCode } from '../errors.ts';
import type { Conversation } from '../api/protocol.ts';
import type { ExportedPerson } from './format.ts';

/** Members on a page, as many as there can be. */
const pageSize = 100;

/** The members of a conversation, with what they are in it. */
export async function* membersOf(
  client: ChatClient,
  { id, isGroup, participants }: Conversation,
  retrying: <T>(call: () => Promise<T>) => Promise<T>,
): AsyncGenerator<ExportedPerson> {
  if (!isGroup) {
    for (const { id: userId, username, name } of participants) {
      yield { username, id: userId, name, role: 'member' };
    }
    return;
  }
  let cursor: string | null = null;
  do {
    const options: { limit: number; cursor?: string } = {
      limit: pageSize,
      ...(cursor !== null && { cursor }),
    };
    const page = await retrying(() => client.groups.members(id, options));
    for (const { id: userId, username, name, role } of page.items) {
      yield { username, id: userId, name, role };
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
}

/** A user who is no member, or none any more. One who is gone is called by the id. */
export async function strangerWith(client: ChatClient, id: string): Promise<ExportedPerson> {
  try {
    const { username, name } = await client.users.get(id);
    return { username, id, name };
  } catch (error) {
    if (!hasCode(error, 'user_not_found')) throw error;
    return { username: id, id, name: '' };
  }
}
