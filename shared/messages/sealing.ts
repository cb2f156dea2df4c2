import * as z from 'zod';
import { conversationKey, sealingKey, type ConversationsContext, type Head } from '../conversations/index.ts';
import { entity, type Entity } from '../protocol/index.ts';

/** What a message says. */
export interface Said {
  text: string;
  /** What parts of the text are, ascending; left out where all of it is plain. */
  entities?: readonly Entity[];
}

/** The same as it is stored. */
export interface SealedText {
  sealedText: Uint8Array;
  keyId: string;
  /** Text and entities are sealed as one. Plain text is sealed as it is. */
  formatted?: true;
  /** Of a message that is stored piece by piece: how often its text was sealed before. */
  sealings?: number;
}

/** Of which message it is, and how often that was edited before. */
interface SealedPlace {
  seq: number;
  senderId: string;
  revision?: number;
  sealings?: number;
}

type SealingContext = Pick<ConversationsContext, 'conversations' | 'envelope'>;

const formattedText = z.object({ text: z.string(), entities: z.array(z.unknown()) });

/**
 * Where a text stands, whose it is, how often it was edited or stored piece by piece before, and whether it is formatted: sealed with
 * it, so that it cannot be moved, replayed, ascribed to another or taken for the other form.
 */
export function textPlace(
  conversationId: string,
  seq: number,
  senderId: string,
  revision = 0,
  formatted = false,
  sealings?: number,
): (string | number)[] {
  const place = [conversationId, seq, senderId];
  if (sealings !== undefined) return [...place, revision, formatted ? 'formatted' : 'plain', sealings];
  if (formatted) return [...place, revision, 'formatted'];
  return revision === 0 ? place : [...place, revision];
}

const placeIn = (head: Head, { seq, senderId, revision, sealings }: SealedPlace, formatted: boolean) =>
  textPlace(head.id, seq, senderId, revision, formatted, sealings);

/** Seals what a message says, under the key that the conversation has now. */
export async function sealText(
  { envelope }: Pick<SealingContext, 'envelope'>,
  head: Head,
  place: SealedPlace,
  { text, entities = [] }: Said,
): Promise<SealedText> {
  const formatted = entities.length > 0;
  const content = formatted ? JSON.stringify({ text, entities }) : text;
  const sealedText = await envelope.seal(conversationKey(head), placeIn(head, place, formatted), content);
  const { sealings } = place;
  return {
    sealedText,
    keyId: head.keyId,
    ...(formatted && { formatted }),
    ...(sealings !== undefined && { sealings }),
  };
}

/** Opens what `sealText` made. Throws if the key or the place is another. */
export async function openText(
  context: SealingContext,
  head: Head,
  place: Omit<SealedPlace, 'sealings'>,
  { sealedText, keyId, formatted = false, sealings }: Omit<SealedText, 'formatted'> & { formatted?: boolean },
): Promise<Said> {
  const key = sealingKey(context, head, keyId);
  const sealedPlace = { ...place, ...(sealings !== undefined && { sealings }) };
  const content = await context.envelope.open(key, placeIn(head, sealedPlace, formatted), sealedText);
  if (!formatted) return { text: content };
  const { text, entities } = formattedText.parse(JSON.parse(content));
  // one of a type that a later version stored, before the deployment was rolled back, is plain text
  const known = entities.flatMap((one) => entity.safeParse(one).data ?? []);
  return { text, ...(known.length > 0 && { entities: known }) };
}
