import * as z from 'zod';
import type { Caller } from '../../accounts/index.ts';
import { conversationKey, permit, sealingKey, type Head } from '../../conversations/index.ts';
import { bytes } from '../../platform/bytes.ts';
import type { Table } from '../../platform/table.ts';
import { wireTime } from '../../platform/time.ts';
import { limits, type Draft, type DraftList, type SaveDraftRequest } from '../../protocol/index.ts';
import { publish, theseUsers } from '../../realtime/index.ts';
import type { MessagesContext } from '../context.ts';
import { keys } from '../keys.ts';
import { messagePolicy } from '../policy.ts';

const storedDraft = z.object({
  conversationId: z.string(),
  updatedAt: z.number(),
  sealedText: bytes,
  keyId: z.string(),
  replyTo: z.string().exactOptional(),
});
type StoredDraft = z.infer<typeof storedDraft>;

export type DraftStore = ReturnType<typeof draftStore>;

/** What users have typed and not sent. */
export function draftStore(table: Table) {
  return {
    save: (userId: string, draft: StoredDraft): Promise<void> =>
      table.put({ ...keys.draft(userId, draft.conversationId), ...draft }),

    remove: (userId: string, conversationId: string): Promise<void> =>
      table.delete(keys.draft(userId, conversationId)),

    /** The drafts of a user: of very many the first. */
    async all(userId: string): Promise<StoredDraft[]> {
      const { items } = await table.query({ ...keys.drafts(userId), limit: limits.drafts });
      return items.map((item) => storedDraft.parse(item));
    },
  };
}

/** Whose draft of which conversation: sealed with it. */
const draftPlace = (conversationId: string, userId: string): string[] => ['draft', conversationId, userId];

/**
 * Saves what a user has typed in a conversation, for their other devices: the last one saved counts. Throws
 * `conversation_not_found`, `rate_limited`.
 */
export async function saveDraft(
  context: MessagesContext,
  { userId }: Caller,
  conversationId: string,
  { text, replyTo }: SaveDraftRequest,
): Promise<{ draft: Draft; pushed: Promise<void> }> {
  const { clock, conversations, drafts, envelope, limits: rates } = context;
  await rates.take('saveDraft', userId);
  const standing = await conversations.standing(conversationId, userId);
  permit(messagePolicy, 'read', standing?.me);
  const updatedAt = clock.now();
  const draft = { conversationId, text, replyTo: replyTo ?? null, updatedAt: wireTime(updatedAt) };
  if (text === '' && draft.replyTo === null) {
    await drafts.remove(userId, conversationId);
  } else if (standing) {
    const place = draftPlace(conversationId, userId);
    await drafts.save(userId, {
      conversationId,
      updatedAt,
      sealedText: await envelope.seal(conversationKey(standing.head), place, text),
      keyId: standing.head.keyId,
      ...(draft.replyTo !== null && { replyTo: draft.replyTo }),
    });
  }
  const event = { type: 'draft:updated', data: draft } as const;
  return { draft, pushed: publish(context, theseUsers([userId]), event) };
}

/** The drafts of a user, in conversations that they are still in. */
export async function listDrafts(context: MessagesContext, { userId }: Caller): Promise<DraftList> {
  const stored = await context.drafts.all(userId);
  const ids = stored.map(({ conversationId }) => conversationId);
  const standings = await context.conversations.standings(ids, userId);
  const heads = new Map(standings.map(({ head }) => [head.id, head]));
  const items = await Promise.all(
    stored.map(async (draft) => {
      const head = heads.get(draft.conversationId);
      return head ? [await openDraft(context, head, userId, draft)] : [];
    }),
  );
  return { items: items.flat() };
}

async function openDraft(
  context: Pick<MessagesContext, 'conversations' | 'envelope'>,
  head: Head,
  userId: string,
  { conversationId, updatedAt, sealedText, keyId, replyTo }: StoredDraft,
): Promise<Draft> {
  const key = sealingKey(context, head, keyId);
  const text = await context.envelope.open(key, draftPlace(conversationId, userId), sealedText);
  return { conversationId, text, replyTo: replyTo ?? null, updatedAt: wireTime(updatedAt) };
}
