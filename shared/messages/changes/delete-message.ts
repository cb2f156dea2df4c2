import { changeMessage, type ChangedMessage, type Place } from './change-message.ts';
import type { ChangeableEntry } from './change-store.ts';
import type { MessagesContext } from '../context.ts';
import type { FoundEntry } from '../log-entry.ts';
import { unpinWrites } from './pins.ts';
import { permitDeletion } from '../policy.ts';
import { releaseMedia } from '../attachments/release-media.ts';
import type { Sender } from '../model.ts';

/**
 * Deletes a message for everyone: its author may, in groups admins too. What it said is gone from the store at once; its files,
 * earlier texts, reactions and votes follow (`eraseBelongings`). Once more is a no-op. Throws what `changeMessage` does, `forbidden`,
 * `rate_limited`.
 */
export async function deleteMessage(
  context: MessagesContext,
  actor: Sender,
  place: Place,
): Promise<ChangedMessage> {
  await context.limits.take('send', actor.userId);
  return changeMessage(context, actor, place, ['delete', 'deleted'], async ({ message, head, me, now }) => {
    permitDeletion(head, { userId: actor.userId, role: me.role }, message);
    if (message.kind === 'deleted') return undefined;
    return {
      after: remains(message, now),
      writes: message.pinned ? unpinWrites(context, message, head.id) : [],
    };
  });
}

/** What stays of a message: everything that others count by or refer to, and nothing that it said. */
function remains(message: ChangeableEntry, deletedAt: number): ChangeableEntry {
  if (message.kind === 'deleted') return message;
  const {
    sealedText: _text,
    keyId: _key,
    formatted: _formatted,
    sealings: _sealings,
    streaming: _streaming,
    incomplete: _incomplete,
    tally: _tally,
    mentions: _mentions,
    mentionsAll: _mentionsAll,
    revision: _revision,
    editedAt: _editedAt,
    reactions: _reactions,
    forwardedFrom: _forwardedFrom,
    pinned: _pinned,
    sealedPreview: _preview,
    previewKeyId: _previewKey,
    noPreview: _noPreview,
    ...rest
  } = message;
  return { ...rest, kind: 'deleted', deletedAt };
}

/**
 * Lets go of all that belongs to an entry that is removed for good: files that nothing else refers to, what it said before,
 * reactions and votes. It may be done again, from wherever it stopped, as long as the entry is there.
 */
export async function releaseBelongings(
  context: Pick<MessagesContext, 'attachments' | 'media' | 'changes' | 'votes'>,
  conversationId: string,
  entry: FoundEntry,
): Promise<void> {
  if (entry.kind !== 'text' && entry.kind !== 'deleted') return;
  const { seq, attachments = [], previewMedia } = entry;
  await releaseMedia(context, conversationId, { seq, attachments, previewMedia });
  const wasChanged = entry.kind === 'deleted' || entry.changeSeq !== undefined;
  if (wasChanged) await context.changes.erase(conversationId, seq);
  if ('content' in entry && entry.content === 'poll') await context.votes.erase(conversationId, seq);
}

/** The same of an entry of a conversation that is no more: the replies to it go too. */
export async function releaseAll(
  context: Pick<MessagesContext, 'attachments' | 'media' | 'changes' | 'threads' | 'votes'>,
  conversationId: string,
  entry: FoundEntry,
): Promise<void> {
  await releaseBelongings(context, conversationId, entry);
  if ('pinned' in entry) await context.changes.erasePin(conversationId, entry.seq);
  if ('replyCount' in entry) await context.threads.erase(conversationId, entry.seq);
}

/** After a message was deleted for everyone: lets go of what belonged to it. */
export async function eraseBelongings(
  context: Pick<MessagesContext, 'attachments' | 'media' | 'changes' | 'messages' | 'votes'>,
  { conversationId, seq }: Place,
): Promise<void> {
  const entry = await context.messages.get(conversationId, seq);
  if (entry?.kind !== 'deleted') return;
  await releaseBelongings(context, conversationId, entry);
  await context.changes.letGo(conversationId, seq);
}
