import { limits } from '../../protocol/index.ts';
import type { Said } from '../content/sealing.ts';

/** An address as one writes it into plain text, up to what cannot be part of one. */
const plainAddress = /(?<![\p{L}\p{N}_])https?:\/\/[^\s<>"'`\p{Cc}]+/giu;
/** What ends a sentence or a bracket and not the address. */
const afterAddress = /[.,;:!?)\]}’”»…]+$/u;
/** Nothing in these leads anywhere, or its author hides it. */
const withoutLinks: ReadonlySet<string> = new Set(['code', 'pre', 'spoiler']);

/** The address of the first link of a text to a page of the web: an entity, or an address as plain clients write it. */
export function firstLink({ text, entities = [], content }: Said): string | undefined {
  // a poll is no text
  if (content) return undefined;
  const hidden = entities.filter(({ type }) => withoutLinks.has(type));
  const isShown = (at: number) => !hidden.some(({ start, length }) => at >= start && at < start + length);
  const given = entities.flatMap(({ type, start, url }) =>
    type === 'link' && url !== undefined ? [{ at: start, url }] : [],
  );
  const written = [...text.matchAll(plainAddress)].map(({ index, 0: found }) => ({
    at: index,
    url: found.replace(afterAddress, ''),
  }));
  return [...given, ...written].sort((a, b) => a.at - b.at).find(({ at, url }) => isShown(at) && isPage(url))
    ?.url;
}

const isPage = (url: string): boolean =>
  url.length <= limits.urlCharacters && /^https?:$/.test(URL.parse(url)?.protocol ?? '');
