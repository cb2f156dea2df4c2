import type { OpenEntry } from '../messages/index.ts';
import type { SearchKind } from '../protocol/index.ts';

const link = /\bhttps?:\/\/[^\s/]/i;

/** What can be asked for of a message besides its words: what is attached to it, or that it is text alone, and that it has a link. */
export function kindsOf({ attachments = [], text, entities = [] }: OpenEntry<'text'>): SearchKind[] {
  const kinds = new Set<SearchKind>(attachments.map(({ kind }) => kind));
  if (kinds.size === 0) kinds.add('text');
  if (link.test(text) || entities.some(({ type }) => type === 'link')) kinds.add('link');
  return [...kinds];
}
