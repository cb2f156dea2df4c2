import * as z from 'zod';
import { idOf, openSet, replyText } from './bounds.ts';
import { limits, seq, time } from './common.ts';
import { entities } from './entities.ts';
import { media } from './media-model.ts';

/** What can become of a message after it was sent. Later versions add to it. */
export const messageChangeType = openSet(
  ['edited', 'deleted', 'reactions', 'pinned', 'written', 'poll', 'expiring', 'preview'],
  'What became of the message. Whatever it is, the message says how it is now.',
);
export type MessageChangeType = z.infer<typeof messageChangeType>;

/** A change of a message takes a number of the sequence of its conversation, as a message does. */
export const messageChange = z
  .object({
    type: messageChangeType,
    seq: seq.describe('The sequence number of the change.'),
    messageSeq: seq.describe('The sequence number of the message.'),
    userId: idOf('the user who made the change'),
  })
  .meta({ id: 'MessageChange', description: 'A change of a message, which has a number of its own.' });
export type MessageChange = z.infer<typeof messageChange>;

/** What an entry of a conversation is. Later versions add to it. */
export const messageKind = openSet(
  ['text', 'system', 'change', 'poll', 'location', 'contact'],
  'The kind. A `change` is no message: it says what became of one (`change`). Skip kinds that you do not know.',
);
export type MessageKind = z.infer<typeof messageKind>;

/** What a reply shows of the message that it replies to. */
export const quote = z
  .object({
    seq: seq.describe('The sequence number of the message.'),
    senderId: idOf('the sender'),
    text: replyText(limits.quoteCharacters, 'How its text begins, as it is now.'),
    entities: entities.optional(),
    kind: messageKind.optional().describe('The kind of the message; left out where it is a text.'),
    attachment: openSet(
      ['image', 'video', 'audio', 'voice', 'document'],
      'The kind of its first file; left out where it has none.',
    ).optional(),
    deletedAt: time('When the message was deleted.')
      .nullable()
      .describe('When the message was deleted, or `null`.'),
    expiresAt: time('When the message expires.')
      .optional()
      .describe('When the message expires, at the latest: show nothing of it from then on.'),
  })
  .meta({ id: 'Quote', description: 'The message that another one replies to.' });
export type Quote = z.infer<typeof quote>;

/** What a message says of the replies to it. */
export const thread = z
  .object({
    count: z.int().min(1).describe('How many replies there are, to the message and to its replies.'),
    lastSeq: seq.describe('The sequence number of the last one.'),
    userIds: z
      .array(idOf('a user'))
      .meta({ maxItems: limits.threadUsersShown, description: 'The first users who replied.' }),
    following: z
      .boolean()
      .optional()
      .describe('Whether you follow the thread. Left out in events, which are the same for all members.'),
    unreadCount: z
      .int()
      .min(0)
      .optional()
      .describe('How many replies came since you last read the thread that you follow. Left out in events.'),
  })
  .meta({ id: 'Thread', description: 'The replies to a message.' });
export type Thread = z.infer<typeof thread>;

/** When a message was pinned, and by whom. */
export const pinned = z
  .object({ at: time('When the message was pinned.'), userId: idOf('the user who pinned it') })
  .meta({ id: 'Pinned', description: 'That a message is pinned.' });

/** Why the text of a message ends before its author was done. Later versions add to it. */
export const incomplete = openSet(
  ['stopped', 'unfinished'],
  'Why the text ends before its author was done: a user stopped it, or the author was not heard of any more. Left out where the text is whole.',
);

/** Where a forwarded message comes from. */
export const forwarded = z
  .object({
    senderId: idOf('the user who wrote it first')
      .nullable()
      .describe('The user who wrote it first; `null` where that is kept back.'),
  })
  .meta({ id: 'Forwarded', description: 'Where a forwarded message comes from.' });
export type Forwarded = z.infer<typeof forwarded>;

/** What the page says of itself to which the first link of a message leads. */
export const linkPreview = z
  .object({
    url: replyText(limits.urlCharacters, 'The address, as the message has it: http or https.'),
    title: replyText(limits.previewTitleCharacters, 'The title of the page, in one line.'),
    description: replyText(
      limits.previewDescriptionCharacters,
      'What the page is about, in one line.',
    ).optional(),
    siteName: replyText(
      limits.previewSiteCharacters,
      'What the page calls its site. Show the host of `url` too.',
    ).optional(),
    media: media
      .optional()
      .describe('Its picture, a file like others. Show none that is `refused` or `blocked`.'),
  })
  .meta({
    id: 'LinkPreview',
    description: 'A preview of a link. All of it is what a page of the web says: show it as plain text.',
  });
export type LinkPreview = z.infer<typeof linkPreview>;

/** Emoji that stand for one picture (Unicode, RGI), also where the selector of its coloured form is left out. */
const oneEmoji = new RegExp('^\\p{RGI_Emoji}$', 'v');
const emojiSelector = '\u{FE0F}';

/** The one way in which an emoji is written. `undefined`: the text is no single emoji. */
export function emojiOf(text: string): string | undefined {
  if (text.length > limits.emojiCharacters) return undefined;
  return [text, `${text}${emojiSelector}`].find((form) => oneEmoji.test(form));
}

/** An emoji that a request names. */
export const emoji = z
  .string()
  .refine((text) => emojiOf(text) !== undefined, 'must be one emoji')
  .overwrite((text) => emojiOf(text) ?? text)
  .meta({ maxLength: limits.emojiCharacters, description: 'One emoji.' });

export const reaction = z
  .object({
    emoji: replyText(limits.emojiCharacters, 'The emoji.'),
    count: z.int().min(1).describe('How many users reacted so.'),
    userIds: z.array(idOf('a user')).meta({
      maxItems: limits.reactionUsersShown,
      description: 'The first of them, in the order in which they reacted.',
    }),
    mine: z
      .boolean()
      .optional()
      .describe('Whether you are among them. Left out in events, which are the same for all members.'),
  })
  .meta({ id: 'Reaction', description: 'An emoji with which users reacted to a message.' });
export type Reaction = z.infer<typeof reaction>;
