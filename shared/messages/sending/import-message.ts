import { ChatError } from '../../platform/errors.ts';
import { limits, type Entity } from '../../protocol/index.ts';
import { toAttach } from '../attachments/attach.ts';
import type { MessagesContext } from '../context.ts';
import type { EntryOf, NewEntry, StoredReaction } from '../log-entry.ts';
import { mentionMarks } from '../content/mentions.ts';
import { sealText, type SealingHead } from '../content/sealing.ts';
import type { SystemContent } from '../content/system-content.ts';

/** A message of a conversation that is not shown to anyone yet, under its number. Times are epoch milliseconds. */
export interface MessageToImport {
  seq: number;
  senderId: string;
  createdAt: number;
  text: string;
  entities?: readonly Entity[];
  /** The ids of its files. */
  files: readonly string[];
  /** The id of the message that it replies to, and the number of the one at which their thread begins. */
  reply: { to: string; threadSeq: number } | undefined;
  editedAt: number | undefined;
  deletedAt: number | undefined;
  forwardedFrom: string | null | undefined;
  pinned: { at: number; userId: string } | undefined;
  reactions: readonly { emoji: string; userIds: readonly string[] }[];
  system: SystemContent | undefined;
}

type ImportContext = Pick<
  MessagesContext,
  'attachments' | 'changes' | 'envelope' | 'media' | 'mediaKeys' | 'messages' | 'threads'
>;

/**
 * Stores a message with what belongs to it, once: it may be done again, also at the same time. What it replies to has to be there.
 * It reaches no one and counts for no one; who wrote in a thread does not follow it by that.
 */
export async function importMessage(
  context: ImportContext,
  head: SealingHead,
  message: MessageToImport,
): Promise<void> {
  const { seq, reactions, createdAt } = message;
  await context.changes.storeReactions(
    head.id,
    seq,
    reactions.flatMap(({ emoji, userIds }) => userIds.map((userId) => ({ emoji, userId, at: createdAt }))),
  );
  for (;;) {
    const { entry, writes } = await toStore(context, head, message);
    const { outcome } = await context.messages.append(head.id, entry, writes);
    if (outcome === 'stored') return;
    // another reply came in between, or a file was looked at meanwhile
    if (outcome !== 'changed') throw new Error(`the number ${seq} of an import is taken`);
  }
}

async function toStore(context: ImportContext, head: SealingHead, message: MessageToImport) {
  const { seq, senderId, createdAt, system, reply } = message;
  const caused = { seq, senderId, createdAt };
  if (system) {
    const entry: EntryOf<'system'> = { ...caused, kind: 'system', system };
    return { entry, writes: [] };
  }
  const root = reply && (await context.messages.get(head.id, reply.threadSeq));
  if (root?.kind === 'system' || (reply && !root)) throw new ChatError('message_not_found');
  const threaded = reply && { replyTo: reply.to, threadSeq: reply.threadSeq };
  const entry: NewEntry | EntryOf<'deleted'> =
    message.deletedAt === undefined
      ? await textEntry(context, head, message)
      : { ...caused, kind: 'deleted', deletedAt: message.deletedAt };
  const files = await toAttach(context, await storedFiles(context, message.files));
  const stored = {
    ...entry,
    ...threaded,
    ...(files.attachments.length > 0 && { attachments: files.attachments }),
  };
  const replies = root ? context.threads.replyWrites(head.id, root, stored, { follow: false }) : [];
  return {
    entry: stored,
    writes: [
      ...files.writes,
      ...context.attachments.placeWrites(head.id, stored),
      ...replies,
      ...(message.pinned ? [context.changes.pinWrite(head.id, seq, 'add')] : []),
    ],
  };
}

async function textEntry(
  context: ImportContext,
  head: SealingHead,
  message: MessageToImport,
): Promise<EntryOf<'text'>> {
  const { seq, senderId, createdAt, text, entities = [], editedAt, forwardedFrom, pinned } = message;
  const said = { text, ...(entities.length > 0 && { entities }) };
  const reactions = message.reactions.map(({ emoji, userIds }): StoredReaction => ({
    emoji,
    count: userIds.length,
    userIds: userIds.slice(0, limits.reactionUsersShown),
  }));
  return {
    kind: 'text',
    seq,
    senderId,
    createdAt,
    imported: true,
    ...mentionMarks(said),
    ...(await sealText(context, head, { seq, senderId }, said)),
    ...(editedAt !== undefined && { editedAt }),
    ...(forwardedFrom !== undefined && { forwardedFrom }),
    ...(pinned && { pinned }),
    ...(reactions.length > 0 && { reactions }),
  };
}

/** In the order of their ids. What was found out about them meanwhile does not matter: they show it by themselves. */
async function storedFiles({ media }: Pick<ImportContext, 'media'>, ids: readonly string[]) {
  if (ids.length === 0) return [];
  const found = new Map((await media.byIds(ids)).map((one) => [one.id, one]));
  return ids.map((id) => {
    const file = found.get(id);
    if (!file) throw new ChatError('media_not_found');
    return file;
  });
}
