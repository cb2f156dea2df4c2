import * as z from 'zod';
import { characters, replyText } from './bounds.ts';
import { limits, limitText, moment, opaqueId, singleLine } from './common.ts';
import { galleryKinds } from './gallery.ts';
import { message } from './messages.ts';
import { defineRoutes } from './route.ts';

/** What messages can be asked for: those with such a file, with no file, or with a link. */
export const searchKinds = [...galleryKinds, 'text', 'link'] as const;
export const searchKind = z
  .enum(searchKinds)
  .describe(
    'Only messages with a file of this kind; `text`: without files, `link`: with an address of the web.',
  );
export type SearchKind = z.infer<typeof searchKind>;

/** Letters, digits and emoji can be found, signs cannot. */
const findable = /[\p{L}\p{N}\p{Extended_Pictographic}\p{Regional_Indicator}]/u;

/** A cursor of a search holds how far it is in each of some conversations. */
const searchCursor = characters(z.string(), 1, limits.searchCursorCharacters).meta({
  description: 'The `nextCursor` of an earlier reply. Any other text is refused as `invalid_cursor`.',
});

export const searchQuery = z.strictObject({
  q: characters(singleLine, 1, limits.searchCharacters)
    .refine((q) => findable.test(q), 'must have a letter, a digit or an emoji')
    .describe(
      'The words to look for: a message must have all of them, in any order. Case, accents and width do not matter. From three letters on the beginning of a word is enough; where there are no spaces between words, any part of the text.',
    ),
  conversationId: opaqueId.optional().describe('Only messages of this conversation.'),
  from: opaqueId.optional().describe('Only messages of the user with this id.'),
  kind: searchKind.optional(),
  before: moment.optional().describe('Only messages stored before this time (RFC 3339).'),
  after: moment.optional().describe('Only messages stored at this time (RFC 3339) or later.'),
  cursor: searchCursor.optional(),
  limit: limitText.default(limits.pageDefault),
});
export type SearchQuery = z.output<typeof searchQuery>;

export const searchMark = z
  .object({
    start: z.int().min(0).describe('Where it begins in `message.text`, in UTF-16 units.'),
    length: z.int().min(1).describe('How long it is, in UTF-16 units.'),
  })
  .meta({ id: 'SearchMark', description: 'A part of the text in which a word was found.' });
export type SearchMark = z.infer<typeof searchMark>;

export const searchHit = z
  .object({
    message,
    marks: z.array(searchMark).meta({
      maxItems: limits.searchMarks,
      description: 'Where the words stand, ascending: the first of them.',
    }),
  })
  .meta({
    id: 'SearchHit',
    description: 'A message that was found. Its place is `conversationId` and `seq`.',
  });
export type SearchHit = z.infer<typeof searchHit>;

export const searchPage = z
  .object({
    items: z
      .array(searchHit)
      .meta({ maxItems: limits.pageMax, description: 'The messages of this page, in order.' }),
    nextCursor: replyText(limits.searchCursorCharacters, 'The `cursor` of the next page.')
      .nullable()
      .describe('The `cursor` of the next page; `null` at the end.'),
  })
  .meta({
    id: 'SearchPage',
    description:
      'Messages that were found, newest first. A page can hold fewer than asked for, or none, although there are more: `nextCursor` goes on.',
  });
export type SearchPage = z.infer<typeof searchPage>;

export const searchRoutes = defineRoutes({
  searchMessages: {
    tag: 'conversations',
    method: 'GET',
    path: '/conversations/search/all',
    summary: 'Find messages in your conversations by their words, newest first',
    query: searchQuery,
    replies: { 200: searchPage },
    errors: ['conversation_not_found', 'invalid_cursor'],
  },
});
