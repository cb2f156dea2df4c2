import * as z from 'zod';
import { email } from './accounts.ts';
import { characters, idOf, replyText } from './bounds.ts';
import { limits, moment, opaqueId, singleLine, time } from './common.ts';
import { isVisible } from './visible-text.ts';

/** A text of one line of which something shows. */
const line = (most: number) => characters(singleLine, 1, most).refine(isVisible, 'must not be blank');

/** Options that a reader cannot tell apart are one. */
const asRead = (option: string) => option.normalize('NFC').trim();

/** A poll as a client gives it. */
export const newPoll = z
  .strictObject({
    question: line(limits.pollQuestionCharacters).meta({ description: 'What is asked.' }),
    options: z
      .array(line(limits.pollOptionCharacters).meta({ description: 'What one can choose.' }))
      .min(limits.pollOptions.min)
      .max(limits.pollOptions.max)
      .refine(
        (options) => new Set(options.map(asRead)).size === options.length,
        'must not name an option twice',
      )
      .describe('What one can choose, in the order in which it is shown.'),
    multiple: z.boolean().optional().describe('Whether one can choose several options; left out, it is one.'),
    anonymous: z
      .boolean()
      .optional()
      .describe('Whether no one learns who chose what; left out, all who see the poll do.'),
    closesAt: moment
      .optional()
      .describe('From when on there are no more votes (RFC 3339); left out, until it is closed.'),
  })
  .meta({ id: 'NewPoll', description: 'The poll to send.' });
export type NewPoll = z.infer<typeof newPoll>;

/** Which options of a poll one chose, by their index. */
export const chosen = z
  .array(
    z
      .int()
      .min(0)
      .max(limits.pollOptions.max - 1)
      .describe('The index of an option.'),
  )
  .max(limits.pollOptions.max)
  .refine((options) => new Set(options).size === options.length, 'must not name an option twice')
  .meta({ uniqueItems: true });

/** The options that a user chose, in replies. */
export const vote = z.array(z.int().min(0).describe('The index of an option.')).meta({
  maxItems: limits.pollOptions.max,
  description: 'The options that were chosen, by their index, ascending.',
});

/** A poll as members see it. */
export const poll = z
  .object({
    question: replyText(limits.pollQuestionCharacters, 'What is asked.'),
    options: z
      .array(
        z
          .object({
            text: replyText(limits.pollOptionCharacters, 'What one can choose.'),
            count: z.int().min(0).describe('How many users chose it.'),
          })
          .meta({ id: 'PollOption', description: 'What one can choose in a poll.' }),
      )
      .meta({ maxItems: limits.pollOptions.max, description: 'What one can choose, in order.' }),
    multiple: z.boolean().describe('Whether one can choose several options.'),
    anonymous: z.boolean().describe('Whether no one learns who chose what.'),
    voterCount: z
      .int()
      .min(0)
      .describe('How many users voted. Counts follow the votes within a few seconds.'),
    closesAt: time('From when on there are no more votes.')
      .optional()
      .describe('From when on there are no more votes; left out where that is open.'),
    closedAt: time('When it was closed.').optional().describe('When it was closed by a member, if it was.'),
    mine: vote
      .optional()
      .describe('What you chose, ascending. Left out in events, which are the same for all members.'),
  })
  .meta({ id: 'Poll', description: 'A question that members vote on.' });
export type Poll = z.infer<typeof poll>;

/** A place on earth (WGS 84). */
const coordinates = {
  latitude: z.number().min(-90).max(90).describe('In degrees, north of the equator above 0.'),
  longitude: z.number().min(-180).max(180).describe('In degrees, east of Greenwich above 0.'),
  accuracy: z
    .number()
    .min(0)
    .max(limits.locationAccuracyMetres)
    .optional()
    .describe('By how many metres the place may be off; left out where that is not known.'),
};
export const location = z
  .strictObject({
    ...coordinates,
    label: line(limits.locationLabelCharacters).optional().describe('What the place is called.'),
  })
  .meta({ id: 'Location', description: 'A place.' });
export type Location = z.infer<typeof location>;

/** As people write them; one without a digit is none. */
const phone = z
  .string()
  .regex(/^[0-9+()#*,;./ -]*[0-9][0-9+()#*,;./ -]*$/, {
    error: 'must be a phone number: digits, spaces and + ( ) # * , ; . / -',
    abort: true,
  })
  .max(limits.phoneCharacters)
  .meta({ minLength: 1, description: 'A phone number, as people write it.' });

/** How a user or another person can be reached. */
export const contact = z
  .strictObject({
    name: line(limits.nameCharacters).meta({ description: 'Their name.' }),
    phones: z.array(phone).max(limits.contactAddresses).optional().describe('Their phone numbers.'),
    emails: z
      .array(email.describe('An e-mail address.'))
      .max(limits.contactAddresses)
      .optional()
      .describe('Their e-mail addresses.'),
    userId: opaqueId
      .optional()
      .describe('The id of the user, if they are one. Error: must be a user whom you can see.'),
  })
  .refine(
    ({ phones = [], emails = [], userId }) => userId !== undefined || phones.length + emails.length > 0,
    { path: ['phones'], error: 'a contact needs a phone number, an e-mail address or a userId' },
  )
  .meta({ id: 'NewContact', description: 'The contact to send.' });
export type NewContact = z.infer<typeof contact>;

/** A place in replies. */
export const shownLocation = z
  .object({
    ...coordinates,
    label: replyText(limits.locationLabelCharacters, 'What the place is called.').optional(),
  })
  .meta({ id: 'SharedLocation', description: 'A place that was sent.' });
export type SharedLocation = z.infer<typeof shownLocation>;

/** A contact in replies. */
export const shownContact = z
  .object({
    name: replyText(limits.nameCharacters, 'Their name, as the sender wrote it.'),
    phones: z
      .array(replyText(limits.phoneCharacters, 'A phone number.'))
      .optional()
      .meta({ maxItems: limits.contactAddresses, description: 'Their phone numbers.' }),
    emails: z
      .array(replyText(254, 'An e-mail address.'))
      .optional()
      .meta({ maxItems: limits.contactAddresses, description: 'Their e-mail addresses.' }),
    userId: idOf('the user').optional().describe('The id of the user, if they are one.'),
  })
  .meta({ id: 'SharedContact', description: 'A contact that was sent.' });
export type SharedContact = z.infer<typeof shownContact>;

/** What a message can be instead of a text, as a client gives it. */
export const contentFields = {
  poll: newPoll.optional().describe('A poll to send instead of a text.'),
  location: location.optional().describe('A place to send instead of a text.'),
  contact: contact.optional().describe('A contact to send instead of a text.'),
};
export const contentKinds = ['poll', 'location', 'contact'] as const;
export type ContentKind = (typeof contentKinds)[number];

/** A request with what `contentFields` name, of which one is given or none. */
export type GivenContent = { [Field in keyof typeof contentFields]?: unknown };
export const contentIn = (request: GivenContent): ContentKind[] =>
  contentKinds.filter((kind) => request[kind] !== undefined);
