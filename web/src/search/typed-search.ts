/** What narrows a search for messages. */
export type FilterName = 'from' | 'in' | 'before' | 'after';

/** The words for each, of every language: those of one work in all. */
const names: Readonly<Record<string, FilterName>> = {
  from: 'from',
  von: 'from',
  in: 'in',
  before: 'before',
  vor: 'before',
  after: 'after',
  nach: 'after',
};

export interface TypedFilter {
  name: FilterName;
  /** Without quotes; empty while it is being typed. */
  value: string;
  /** Where it stands in what was typed. */
  start: number;
  end: number;
}

/** A search as it was typed: words, and filters such as `from:ann` or `in:"Our group"`. */
export interface TypedSearch {
  words: string;
  filters: readonly TypedFilter[];
}

const part = /(?:(\p{L}+):(?:"([^"]*)"?|([^\s"]*)))|\S+/gu;

export function readTyped(typed: string): TypedSearch {
  const words: string[] = [];
  const filters: TypedFilter[] = [];
  for (const { 0: text, 1: word = '', 2: quoted, 3: plain = '', index } of typed.matchAll(part)) {
    const name = Object.hasOwn(names, word.toLowerCase()) ? names[word.toLowerCase()] : undefined;
    if (name === undefined) words.push(text);
    else filters.push({ name, value: (quoted ?? plain).trim(), start: index, end: index + text.length });
  }
  return { words: words.join(' '), filters };
}

/** The filter that is being typed: it stands at the end, and no space after it says that it is done. */
export const openFilter = (typed: string): TypedFilter | undefined =>
  readTyped(typed).filters.find(({ end }) => end === typed.length);

/** What was typed, with a filter begun at its end. */
export const withFilter = (typed: string, word: string): string =>
  `${typed}${typed === '' || typed.endsWith(' ') ? '' : ' '}${word}:`;

/** What was typed, with this value in the filter, which is done then. */
export function withValue(typed: string, { start, end }: TypedFilter, value: string): string {
  const word = typed.slice(start, typed.indexOf(':', start));
  const text = /\s/.test(value) ? `"${value}"` : value;
  return `${typed.slice(0, start)}${word}:${text} ${typed.slice(end).trimStart()}`;
}
