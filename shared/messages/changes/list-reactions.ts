import * as z from 'zod';
import type { Caller } from '../../accounts/index.ts';
import { permit } from '../../conversations/index.ts';
import { openCursor, sealCursor } from '../../platform/cursor.ts';
import { wireTime } from '../../platform/time.ts';
import type { ReactionUserPage } from '../../protocol/index.ts';
import { seePeople } from '../../relations/index.ts';
import type { Place } from './change-message.ts';
import type { ReactionOf } from './change-store.ts';
import type { MessagesContext } from '../context.ts';
import { readableMessage } from '../reading/get-message.ts';
import type { EntryOf } from '../log-entry.ts';
import { messagePolicy } from '../policy.ts';
import { readerOf } from '../reader.ts';

const position = z.strictObject({ emoji: z.string(), userId: z.string() });

/** Who reacted to a message, by emoji. Throws `conversation_not_found`, `message_not_found`, `invalid_cursor`. */
export async function listReactions(
  context: MessagesContext,
  caller: Caller,
  place: Place,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<ReactionUserPage> {
  const { conversationId, seq } = place;
  const { userId } = caller;
  const standing = await context.conversations.standing(conversationId, userId);
  const me = permit(messagePolicy, 'read', standing?.me);
  const message = await readableMessage(context, place, await readerOf(context, conversationId, userId, me));
  // those to a deleted message are about to go
  if (message.kind !== 'text') return { items: [], nextCursor: null };
  const scope = `reactions|${conversationId}|${seq}`;
  const after = cursor === undefined ? undefined : await openCursor(context.secrets, scope, cursor, position);
  const { reactions, more } = await context.changes.reactionsTo(conversationId, seq, after, limit);
  const seen = reactions.filter((one) => one.userId === userId || !isHidden(message, one));
  const people = await seePeople(context, userId, [...new Set(seen.map((one) => one.userId))]);
  const last = reactions.at(-1);
  const next = more && last ? { emoji: last.emoji, userId: last.userId } : undefined;
  return {
    items: seen.flatMap((one) => {
      const person = people.of(one.userId);
      if (!person) return [];
      const { id, username, name, avatar } = person.summary;
      return [{ id, username, name, avatar, emoji: one.emoji, at: wireTime(one.at) }];
    }),
    nextCursor: next ? await sealCursor(context.secrets, scope, next) : null,
  };
}

/** Whether a block hides a reaction from the other member of a direct conversation. */
const isHidden = (message: EntryOf<'text'>, { emoji, userId }: ReactionOf): boolean =>
  message.reactions?.find((one) => one.emoji === emoji)?.hidden?.includes(userId) === true;
