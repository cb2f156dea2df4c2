import type { BlockedUser } from '../api/protocol.ts';
import type { StateHost } from './host.ts';

/** All whom the signed-in user blocked: 1,000 at most. */
export async function loadBlocks({ blocks }: Pick<StateHost, 'blocks'>): Promise<readonly BlockedUser[]> {
  const users: BlockedUser[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await blocks({ limit: 100, ...(cursor !== undefined && { cursor }) });
    users.push(...page.items);
    cursor = page.nextCursor;
  }
  return users;
}
