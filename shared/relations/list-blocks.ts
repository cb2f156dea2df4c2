import * as z from 'zod';
import type { Caller } from '../accounts/index.ts';
import { openCursor, sealCursor } from '../platform/cursor.ts';
import { wireTime } from '../platform/time.ts';
import type { BlockedUser, Page } from '../protocol/index.ts';
import type { RelationsContext } from './context.ts';
import { seePeople } from './see-people.ts';

/** The users whom the caller blocked. Throws `invalid_cursor`. */
export async function listBlocks(
  context: RelationsContext,
  caller: Caller,
  query: { cursor?: string | undefined; limit: number },
): Promise<Page<BlockedUser>> {
  const scope = `blocks|${caller.userId}`;
  const after = query.cursor && (await openCursor(context.secrets, scope, query.cursor, z.string()));
  const { blocks, next } = await context.relations.page(caller.userId, query.limit, after);
  const seen = await seePeople(
    context,
    caller.userId,
    blocks.map(({ blockedId }) => blockedId),
  );
  return {
    items: blocks.flatMap(({ blockedId, at }) => {
      const found = seen.of(blockedId);
      if (!found) return [];
      const { id, username, name, avatar } = found.summary;
      return [{ id, username, name, avatar, blockedAt: wireTime(at) }];
    }),
    nextCursor: next === undefined ? null : await sealCursor(context.secrets, scope, next),
  };
}
