import * as z from 'zod';
import { characters, replyText } from './bounds.ts';
import { cursor, limits, limitText, pageOf, singleLine } from './common.ts';
import { languageTag, topic, topicsUpTo } from './community-model.ts';
import { groupPreview } from './group-preview.ts';
import { conversationParam, defineRoutes } from './route.ts';
import { isVisible } from './visible-text.ts';

export const discoverySort = z
  .enum(['active', 'new', 'large'])
  .describe(
    'The order: `active`: those in which something happened last, to the hour; `new`: the newest; `large`: those with the most members.',
  );
export type DiscoverySort = z.infer<typeof discoverySort>;

export const discoverQuery = z.strictObject({
  q: characters(singleLine, 1, 64)
    .refine(isVisible, 'must not be blank')
    .optional()
    .describe('The beginning of a word of a name, or of a topic.'),
  topic: topic.optional(),
  language: languageTag.optional(),
  sort: discoverySort.default('active'),
  cursor: cursor.optional(),
  limit: limitText.default(limits.pageDefault),
});
export type DiscoverQuery = z.output<typeof discoverQuery>;

export const suggestionsQuery = z.strictObject({ limit: limitText.default(20) });
export type SuggestionsQuery = z.output<typeof suggestionsQuery>;

export const groupPreviewPage = pageOf(groupPreview).meta({
  id: 'GroupPreviewPage',
  description:
    'Public groups. A page can hold fewer than asked for, or none, although there are more: `nextCursor` goes on.',
});

const suggestedGroups = z
  .object({
    items: z
      .array(groupPreview)
      .meta({ maxItems: limits.pageMax, description: 'The groups, the best first.' }),
  })
  .meta({ id: 'SuggestedGroups', description: 'Public groups for you.' });

const countedTopics = z
  .object({
    items: z
      .array(
        z.object({
          id: replyText(limits.topicCharacters.max, 'The topic. You name it in the language of the user.'),
          groups: z.int().min(0).describe('About how many public groups have it.'),
        }),
      )
      .meta({ maxItems: limits.pageMax, description: 'The topics.' }),
  })
  .meta({ id: 'CountedTopics', description: 'The maintained list of topics.' });

const followedTopics = z
  .object({
    topics: z
      .array(replyText(limits.topicCharacters.max, 'A topic.'))
      .meta({ maxItems: limits.followedTopics, description: 'The topics that you follow.' }),
  })
  .meta({ id: 'FollowedTopics', description: 'The topics that you follow.' });
export type FollowedTopics = z.infer<typeof followedTopics>;

export const followTopicsRequest = z
  .strictObject({
    topics: topicsUpTo(limits.followedTopics).describe('All topics that you follow from now on.'),
  })
  .meta({ id: 'FollowTopicsRequest', description: 'All topics that you follow from now on.' });

export const discoveryRoutes = defineRoutes({
  discover: {
    tag: 'groups',
    method: 'GET',
    path: '/discover',
    summary:
      'Find public groups: all, of a topic, in a language, or by the beginning of a word of their name',
    query: discoverQuery,
    replies: { 200: groupPreviewPage },
    errors: ['invalid_cursor'],
  },
  listTopics: {
    tag: 'groups',
    method: 'GET',
    path: '/discover/topics',
    summary: 'List the maintained topics, and how many public groups have each',
    replies: { 200: countedTopics },
    errors: [],
  },
  suggestGroups: {
    tag: 'groups',
    method: 'GET',
    path: '/discover/suggestions',
    summary: 'Get public groups of the topics that you follow, in which you are not yet',
    query: suggestionsQuery,
    replies: { 200: suggestedGroups },
    errors: [],
  },
  previewPublicGroup: {
    tag: 'groups',
    method: 'GET',
    path: '/discover/{id}',
    summary: 'See a public group before you join it',
    params: { id: conversationParam },
    replies: { 200: groupPreview },
    errors: [],
  },
  getFollowedTopics: {
    tag: 'users',
    method: 'GET',
    path: '/users/me/topics',
    summary: 'List the topics that you follow',
    replies: { 200: followedTopics },
    errors: [],
  },
  followTopics: {
    tag: 'users',
    method: 'PUT',
    path: '/users/me/topics',
    summary: 'Choose the topics that you follow',
    body: followTopicsRequest,
    replies: { 200: followedTopics },
    errors: [],
  },
});
