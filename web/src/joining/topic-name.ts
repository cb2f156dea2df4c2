import type { MessageKey, Translate } from '../i18n/i18n.ts';

/** The topics that have a name in each language, in the order of the server's list. Others are what people typed. */
export const namedTopics = [
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

const names: Readonly<Record<string, MessageKey>> = Object.fromEntries(
  namedTopics.map((topic) => [topic, `topic.${topic}` as const]),
);

/** A topic as people read it: in their language, or as it was typed. */
export function topicName(topic: string, t: Translate): string {
  const key = Object.hasOwn(names, topic) ? names[topic] : undefined;
  return key === undefined ? topic : t(key);
}
