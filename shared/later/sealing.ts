import * as z from 'zod';
import { conversationKey, sealingKey, type Head } from '../conversations/index.ts';
import { entity, type Entity, type GivenEntity } from '../protocol/index.ts';
import type { LaterContext } from './context.ts';
import type { StoredReminder, StoredScheduled } from './model.ts';

type SealingContext = Pick<LaterContext, 'conversations' | 'envelope'>;

/** What a scheduled message says. Without entities, mentions are found in the text when it is sent. */
export interface Content {
  text: string;
  entities?: readonly Entity[];
  /** They are found beside these entities too. */
  findMentions?: boolean;
}

const content = z.object({
  text: z.string(),
  entities: z.array(z.unknown()).exactOptional(),
  findMentions: z.boolean().exactOptional(),
});

/** Of what it is, and whose: sealed with it, so that it cannot be moved. */
const scheduledPlace = (userId: string, id: string) => ['scheduled', id, userId];
const notePlace = (userId: string, { conversationId, seq }: { conversationId: string; seq: number }) => [
  'reminder',
  conversationId,
  seq,
  userId,
];

/** Seals what a scheduled message says under the key that its conversation has now. */
export async function sealContent(
  { envelope }: SealingContext,
  head: Head,
  userId: string,
  id: string,
  {
    text,
    entities,
    findMentions,
  }: {
    text: string;
    entities?: readonly GivenEntity[] | undefined;
    findMentions?: boolean | undefined;
  },
): Promise<Pick<StoredScheduled, 'sealed' | 'keyId'>> {
  const said = JSON.stringify({ text, entities, findMentions });
  return {
    sealed: await envelope.seal(conversationKey(head), scheduledPlace(userId, id), said),
    keyId: head.keyId,
  };
}

/** Opens what `sealContent` made. */
export async function openContent(
  context: SealingContext,
  head: Head,
  userId: string,
  stored: StoredScheduled,
): Promise<Content> {
  const key = sealingKey(context, head, stored.keyId);
  const said = await context.envelope.open(key, scheduledPlace(userId, stored.id), stored.sealed);
  const { text, entities, findMentions } = content.parse(JSON.parse(said));
  if (!entities) return { text };
  // one of a type that a later version stored, before the deployment was rolled back, is plain text
  const known = entities.flatMap((one) => entity.safeParse(one).data ?? []);
  return { text, entities: known, ...(findMentions !== undefined && { findMentions }) };
}

/** Seals the note of a reminder; an empty one is none. */
export async function sealNote(
  { envelope }: SealingContext,
  head: Head,
  userId: string,
  place: { conversationId: string; seq: number },
  note: string,
): Promise<Pick<StoredReminder, 'sealedNote' | 'keyId'>> {
  if (note === '') return {};
  return {
    sealedNote: await envelope.seal(conversationKey(head), notePlace(userId, place), note),
    keyId: head.keyId,
  };
}

/** Opens what `sealNote` made. */
export async function openNote(
  context: SealingContext,
  head: Head,
  userId: string,
  { sealedNote, keyId, ...place }: StoredReminder,
): Promise<string> {
  if (sealedNote === undefined || keyId === undefined) return '';
  return context.envelope.open(sealingKey(context, head, keyId), notePlace(userId, place), sealedNote);
}
