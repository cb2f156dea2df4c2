import * as z from 'zod';
import {
  conversationKey,
  sealingKey,
  type ConversationsContext,
  type Head,
} from '../../conversations/index.ts';
import { entity, type Entity } from '../../protocol/index.ts';
import { content as contentSchema, plainText, type Content } from './content.ts';

/** What a message says. */
export interface Said {
  text: string;
  /** What parts of the text are, ascending; left out where all of it is plain. */
  entities?: readonly Entity[];
  /** What it is instead of a text. `text` says the same in plain lines. */
  content?: Content;
}

/** The same as it is stored. */
export interface SealedText {
  sealedText: Uint8Array;
  keyId: string;
  /** Text and entities are sealed as one. Plain text is sealed as it is. */
  formatted?: true;
  /** Of a message that is stored piece by piece: how often its text was sealed before. */
  sealings?: number;
  /** What is sealed is no text, but this. */
  content?: Content['kind'];
}

/** Of which message it is, and how often that was edited before. */
interface SealedPlace {
  seq: number;
  senderId: string;
  revision?: number;
  sealings?: number;
}

/** What of a conversation texts are sealed with. */
export type SealingHead = Pick<Head, 'id' | 'keyId' | 'wrappedKey'>;

type SealingContext = Pick<ConversationsContext, 'conversations' | 'envelope'>;

const formattedText = z.object({ text: z.string(), entities: z.array(z.unknown()) });

/** In which form what is said is sealed: as it is where that is a plain text. */
export type SealedForm = 'plain' | 'formatted' | Content['kind'];

/**
 * Where a text stands, whose it is, how often it was edited or stored piece by piece before, and its form: sealed with it, so that it
 * cannot be moved, replayed, ascribed to another or taken for another form.
 */
export function textPlace(
  conversationId: string,
  seq: number,
  senderId: string,
  revision = 0,
  form: SealedForm = 'plain',
  sealings?: number,
): (string | number)[] {
  const place = [conversationId, seq, senderId];
  if (sealings !== undefined) return [...place, revision, form, sealings];
  if (form !== 'plain') return [...place, revision, form];
  return revision === 0 ? place : [...place, revision];
}

const placeIn = (
  head: Pick<Head, 'id'>,
  { seq, senderId, revision, sealings }: SealedPlace,
  form: SealedForm,
) => textPlace(head.id, seq, senderId, revision, form, sealings);

/** Seals what a message says, under the key that the conversation has now. */
export async function sealText(
  { envelope }: Pick<SealingContext, 'envelope'>,
  head: SealingHead,
  place: SealedPlace,
  said: Said,
): Promise<SealedText> {
  const { form, plain } = formOf(said);
  const sealedText = await envelope.seal(conversationKey(head), placeIn(head, place, form), plain);
  const { sealings } = place;
  return {
    sealedText,
    keyId: head.keyId,
    ...(form === 'formatted' && { formatted: true }),
    ...(said.content && { content: said.content.kind }),
    ...(sealings !== undefined && { sealings }),
  };
}

/** The form in which something said is sealed, and in that form. */
function formOf({ text, entities = [], content }: Said): { form: SealedForm; plain: string } {
  if (content) return { form: content.kind, plain: JSON.stringify(content) };
  if (entities.length > 0) return { form: 'formatted', plain: JSON.stringify({ text, entities }) };
  return { form: 'plain', plain: text };
}

/** What is sealed of the preview of a link. */
const previewText = z.object({
  url: z.string(),
  title: z.string(),
  description: z.string().exactOptional(),
  siteName: z.string().exactOptional(),
});
export type PreviewText = z.infer<typeof previewText>;

/** The same as it is stored. */
export interface SealedPreview {
  sealedPreview: Uint8Array;
  previewKeyId: string;
}

const previewPlace = (head: Head, { seq, senderId }: SealedPlace) => [head.id, seq, senderId, 'preview'];

/** Seals what the preview of a link says, under the key that the conversation has now. It stays through edits that leave the link. */
export async function sealPreview(
  { envelope }: Pick<SealingContext, 'envelope'>,
  head: Head,
  place: SealedPlace,
  preview: PreviewText,
): Promise<SealedPreview> {
  const content = JSON.stringify(preview);
  const sealedPreview = await envelope.seal(conversationKey(head), previewPlace(head, place), content);
  return { sealedPreview, previewKeyId: head.keyId };
}

/** Opens what `sealPreview` made. Throws if the key or the place is another. */
export async function openPreview(
  context: SealingContext,
  head: Head,
  place: SealedPlace,
  { sealedPreview, previewKeyId }: SealedPreview,
): Promise<PreviewText> {
  const key = sealingKey(context, head, previewKeyId);
  const content = await context.envelope.open(key, previewPlace(head, place), sealedPreview);
  return previewText.parse(JSON.parse(content));
}

/** Opens what `sealText` made. Throws if the key or the place is another. */
export async function openText(
  context: SealingContext,
  head: Head,
  place: Omit<SealedPlace, 'sealings'>,
  { sealedText, keyId, formatted, content: kind, sealings }: SealedText,
): Promise<Said> {
  const key = sealingKey(context, head, keyId);
  const sealedPlace = { ...place, ...(sealings !== undefined && { sealings }) };
  const form = kind ?? (formatted ? 'formatted' : 'plain');
  const plain = await context.envelope.open(key, placeIn(head, sealedPlace, form), sealedText);
  if (form === 'plain') return { text: plain };
  if (form !== 'formatted') {
    const content = contentSchema.parse(JSON.parse(plain));
    return { text: plainText(content), content };
  }
  const { text, entities } = formattedText.parse(JSON.parse(plain));
  // one of a type that a later version stored, before the deployment was rolled back, is plain text
  const known = entities.flatMap((one) => entity.safeParse(one).data ?? []);
  return { text, ...(known.length > 0 && { entities: known }) };
}
