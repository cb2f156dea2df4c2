import * as z from 'zod';
import { idOf, openSet, replyText } from './bounds.ts';
import { limits, seq } from './common.ts';

/** What can become of a message after it was sent. Later versions add to it. */
export const messageChangeType = openSet(
  ['edited', 'deleted', 'reactions'],
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
