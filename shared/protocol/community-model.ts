import * as z from 'zod';
import { replyText } from './bounds.ts';
import { limits } from './common.ts';

/**
 * The topics that clients offer and name in their languages. Others are free tags. One that is here stays: groups have it,
 * and people follow it.
 */
export const maintainedTopics = [
  'animals',
  'art',
  'books',
  'business',
  'cars',
  'cooking',
  'education',
  'family',
  'film',
  'games',
  'health',
  'history',
  'languages',
  'music',
  'nature',
  'neighbourhood',
  'news',
  'photography',
  'politics',
  'science',
  'sports',
  'technology',
  'travel',
  'volunteering',
] as const;

const hasTopicLength = (text: string) => {
  const { length } = [...text];
  return length >= limits.topicCharacters.min && length <= limits.topicCharacters.max;
};
const topicLength = `must be ${limits.topicCharacters.min} to ${limits.topicCharacters.max} characters`;

/** A topic, as it is stored and compared: one form of each letter, in lower case. */
export const topic = z
  .string()
  .refine(hasTopicLength, { error: topicLength, abort: true })
  .overwrite((text) => text.normalize('NFKC').toLowerCase())
  .refine(hasTopicLength, topicLength)
  .refine(
    (text) => /^[\p{L}\p{N}][\p{L}\p{M}\p{N}-]*$/u.test(text),
    'must be letters, digits and hyphens, and not begin with a hyphen',
  )
  .meta({
    minLength: limits.topicCharacters.min,
    maxLength: limits.topicCharacters.max,
    description:
      'A topic: one of `GET /discover/topics`, or a free tag of letters, digits and hyphens. Upper case becomes lower case.',
  });

/** Topics of a request; one that is named twice counts once. */
export const topicsUpTo = (max: number) =>
  z
    .array(topic)
    .max(max)
    .overwrite((topics) => [...new Set(topics)]);

/** A language by its primary tag, as in `de`. */
export const languageTag = z
  .string()
  .regex(/^[a-z]{2,3}$/, 'must be a language tag of two or three lower-case letters')
  .meta({ minLength: 2, maxLength: 3, description: 'A language: its primary tag of BCP 47, as in `de`.' });

export const visibility = z
  .enum(['private', 'public'])
  .describe('Who can find the group: `private`: its members only; `public`: every user, in `GET /discover`.');
export type Visibility = z.infer<typeof visibility>;
const joining = z
  .enum(['open', 'request'])
  .describe('How a user gets into a public group: `open`: at once; `request`: an admin accepts them.');

/** What a group is to those who are not in it. */
export const community = z
  .object({
    visibility,
    joining,
    topics: z
      .array(replyText(limits.topicCharacters.max, 'A topic.'))
      .meta({ maxItems: limits.groupTopics, description: 'What the group is about.' }),
    language: replyText(3, 'The language.')
      .nullable()
      .describe('The language of the group as a primary tag (BCP 47), or `null`.'),
  })
  .meta({ id: 'Community', description: 'Who finds a group, and by what.' });
export type Community = z.infer<typeof community>;

/** The fields of a request that change it. */
export const communityChanges = {
  visibility,
  joining,
  topics: topicsUpTo(limits.groupTopics).describe(`At most ${limits.groupTopics} topics.`),
  language: languageTag
    .nullable()
    .describe('The language of the group as a primary tag (BCP 47), or `null`.'),
};
