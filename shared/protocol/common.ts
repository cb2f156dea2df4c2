import * as z from 'zod';
import { characters, replyText } from './bounds.ts';
import { mediaBytes } from './media-types.ts';
import { isVisible, keepsDirection } from './visible-text.ts';

/** Limits of the wire contract. Sizes are in bytes of UTF-8 unless a name says otherwise. */
export const limits = {
  frameBytes: 32 * 1024,
  /** A JSON body may be this large: the longest text, every character escaped, with room for the rest. */
  bodyBytes: 256 * 1024,
  textCharacters: 8_000,
  textBytes: 16 * 1024,
  nameCharacters: 64,
  passwordBytes: { min: 8, max: 72 },
  pageDefault: 50,
  pageMax: 100,
  socketsPerUser: 20,
  passkeysPerUser: 20,
  identitiesPerUser: 20,
  participantsShown: 20,
  groupCreateNames: 100,
  /** The most that one request adds: they and their entry are one transaction. */
  groupAddNames: 45,
  groupMembers: 5_000,
  slowModeSeconds: 3_600,
  groupTopics: 5,
  followedTopics: 20,
  topicCharacters: { min: 2, max: 32 },
  welcomeCharacters: 2_000,
  rulesCharacters: 4_000,
  /** Invites of a group that can still be used. */
  invitesPerGroup: 100,
  inviteUses: 10_000,
  /** Requests to join a group that wait. */
  requestsPerGroup: 1_000,
  joinMessageCharacters: 500,
  watchedUsers: 200,
  /** The most users that one can block. */
  blockedUsers: 1_000,
  /** Of the name of a file as a client gives it, and as it is kept. */
  fileNameCharacters: 1_024,
  shownFileNameCharacters: 128,
  /** The largest file of each kind. */
  mediaBytes,
  posterBytes: 512 * 1024,
  /** A file up to this size is uploaded at once, a larger one in parts of `partBytes`. */
  wholeUploadBytes: 50 * 1024 * 1024,
  partBytes: 16 * 1024 * 1024,
  mediaDurationSeconds: 86_400,
  placeholderCharacters: 64,
  waveformBars: 64,
  /** Files in one message. */
  attachments: 10,
  /** Of a quoted message, as much as a reply shows. */
  quoteCharacters: 200,
  /** Users whom a thread names. */
  threadUsersShown: 5,
  /** Messages of a conversation that a member can delete for themselves. */
  hiddenPerConversation: 1_000,
  /** Messages that a user can save. */
  starsPerUser: 5_000,
  /** Messages that a user has scheduled, and reminders that they have set, in all conversations together. */
  scheduledMessages: 100,
  reminders: 200,
  noteCharacters: 300,
  /** How far ahead they may be. */
  aheadSeconds: { min: 10, max: 366 * 86_400 },
  /** Drafts that a list holds: of more the first. */
  drafts: 500,
  /** Pinned messages of a conversation. */
  pinsPerConversation: 100,
  /** Conversations that a message is forwarded to at once. */
  forwardTargets: 10,
  /** Parts of one text that are formatted, links or mentions, and users whom it mentions. */
  entities: 100,
  mentionedUsers: 50,
  urlCharacters: 2_048,
  /** The addresses of all links of one text: the longest text and all its parts fit a frame. */
  allUrlsCharacters: 4_096,
  /** The name of the language of a block of code. */
  languageCharacters: 32,
  pollQuestionCharacters: 300,
  pollOptions: { min: 2, max: 12 },
  pollOptionCharacters: 100,
  locationLabelCharacters: 200,
  locationAccuracyMetres: 100_000,
  /** Phone numbers of a contact, and e-mail addresses. */
  contactAddresses: 5,
  phoneCharacters: 40,
  /** What a preview says of the page that a link leads to. */
  previewTitleCharacters: 200,
  previewDescriptionCharacters: 300,
  previewSiteCharacters: 100,
  /** How often a message can be edited. */
  editsPerMessage: 100,
  /** Different emoji on one message, and users whom a message names for each. */
  reactionsPerMessage: 20,
  reactionUsersShown: 10,
  /** The longest emoji, such as a family or the flag of a country's part, in UTF-16 units with room to spare. */
  emojiCharacters: 40,
  /** Files that one request asks about. */
  mediaIds: 50,
  /** What is looked for in messages, and how many places of it are named in each. */
  searchCharacters: 256,
  searchMarks: 100,
  searchCursorCharacters: 4_096,
  /** How long a message can stay that expires: a year at most. */
  expirySeconds: { min: 5, max: 31_536_000 },
  /** Notifications that one request or event names. */
  notificationIds: 100,
  /** Devices of a user that are reached by pushes. */
  pushSubscriptions: 20,
  pushTokenCharacters: 4_096,
  /** Of a message, as much as a push shows, and notifications that one push clears. */
  pushBodyCharacters: 200,
  pushedIds: 20,
  /** Bots of a user, and tokens of a bot. */
  botsPerUser: 20,
  tokensPerBot: 20,
  /** How long a token of a bot works: at most a year unless it is for good, and usually a quarter of one. */
  botTokenSeconds: { min: 60, max: 31_536_000, usual: 7_776_000 },
  /** Webhooks of a group, those that post to it, and the attempts of one that are listed. */
  webhooksPerGroup: 10,
  hooksPerGroup: 10,
  webhookDeliveries: 50,
  /** Of what a program posts to a group. */
  hookBodyBytes: 64 * 1024,
  /** Of what a user reads about why something was done to them. */
  reasonCharacters: 500,
  /** Domains of addresses that administrators let in. */
  emailDomains: 100,
  /** As often as the limit on sending allows in the long run. */
  messagesPerMinute: 1_200,
  /** How long an invitation to create an account can be used. */
  invitationHours: 720,
} as const;

/** What the WebSocket handshake offers and selects. */
export const subprotocol = 'chat.v1';
/** The second subprotocol offered carries the access token after this prefix. */
export const bearerSubprotocolPrefix = 'bearer.';

/** Bytes of a string in UTF-8. `TextEncoder` exists in browsers and Node alike. */
const encoder = new TextEncoder();
export function utf8Bytes(text: string): number {
  return encoder.encode(text).byteLength;
}

/** Control characters other than newline, carriage return and tab (C0, DEL, C1). */
// eslint-disable-next-line no-control-regex -- finding control characters is the purpose
export const controlCharacter = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/;
// eslint-disable-next-line no-control-regex -- as above; one line allows no newline or tab either
const controlOrLineBreak = /[\u0000-\u001F\u007F-\u009F\u2028\u2029]/;

/** What JSON Schema says of a text that holds none of a class of characters. */
const without = (characterClass: RegExp) => ({
  pattern: `^${characterClass.source.replace('[', '[^')}*$`,
});

/** Whether no half of a surrogate pair stands alone: such text has no UTF-8. */
export const wellFormed = (text: string) => text.isWellFormed();

/** Text of several lines: well-formed Unicode without control characters other than newline and tab; CRLF is a newline. */
export const multiline = z
  .string()
  .overwrite((text) => text.replaceAll('\r\n', '\n'))
  .refine(wellFormed, 'must not contain half of a surrogate pair')
  .refine((text) => !controlCharacter.test(text), {
    error: 'must not contain control characters other than newline and tab',
    abort: true,
  })
  // apart from the others, so that the pattern stays one class of characters: generators of requests handle no more
  .refine((text) => !text.includes('\r'), {
    error: 'must not contain a carriage return without a newline',
    abort: true,
  })
  .meta(without(controlCharacter));

/** Text of one line: well-formed, no control characters at all. */
export const singleLine = z
  .string()
  .refine(wellFormed, 'must not contain half of a surrogate pair')
  .refine((text) => !controlOrLineBreak.test(text), {
    error: 'must not contain control characters or line breaks',
    abort: true,
  })
  .meta(without(controlOrLineBreak));

/** A name for lists and sentences: one visible line, without characters that change the direction of text. */
export const oneLineName = singleLine
  .refine(keepsDirection, 'must not contain characters that change the direction of text')
  .refine(
    (name) => [...name].length <= limits.nameCharacters,
    `must be at most ${limits.nameCharacters} characters`,
  )
  .refine(isVisible, 'must not be blank')
  .meta({ minLength: 1, maxLength: limits.nameCharacters });

/** A time on the wire: RFC 3339 UTC with milliseconds. `of` describes it. */
export const time = (of: string) =>
  z.iso.datetime({ precision: 3 }).meta({ maxLength: 24, description: `${of} RFC 3339, UTC, milliseconds.` });

/** A moment that a request names. Whether it lies ahead is checked with the clock of the server. */
export const moment = z.iso.datetime({ offset: true }).max(40);

/** Any identifier: opaque to clients. Wrong ones are "not found", never a validation error. */
export const opaqueId = characters(z.string(), 1, 128)
  .refine(wellFormed, 'must not contain half of a surrogate pair')
  .meta({ description: 'Opaque: never parse it.' });

export const emptyObject = z.strictObject({});

export const cursor = characters(z.string(), 1, 1024).meta({
  description: 'The `nextCursor` of an earlier reply. Any other text is refused as `invalid_cursor`.',
});
const limitText = z
  .string()
  .regex(/^(0|[1-9]\d{0,5})$/, 'must be a whole number')
  .transform(Number)
  .pipe(z.number().int().min(1).max(limits.pageMax).meta({ description: 'The maximum number of items.' }));

/** `cursor` and `limit` as they stand in a query string. */
export const pageQuery = z.strictObject({
  cursor: cursor.optional(),
  limit: limitText.default(limits.pageDefault),
});
export { limitText };

/** A sequence number as it stands in a query string: in one form only, without leading zeros. */
export const seqText = z
  .string()
  .regex(/^(0|[1-9]\d{0,14})$/, 'must be a whole number of at most 15 digits')
  .transform(Number)
  .pipe(z.number().int().min(0).max(999_999_999_999_999));

/** A sequence number inside a conversation: 1 is the first entry, 0 means "nothing yet". */
export const seq = z.int().min(0).meta({ description: 'A sequence number of the conversation.' });

/** A page of `item`: `{ items, nextCursor }`. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item).meta({ maxItems: limits.pageMax, description: 'The items of this page, in order.' }),
    nextCursor: replyText(1024, 'The `cursor` of the next page.')
      .nullable()
      .describe('The `cursor` of the next page; `null` at the end.'),
  });
}
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}
