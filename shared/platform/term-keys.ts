import type { Key } from './table.ts';

/** Where a search goes on: in the entries of a beginning, after one of them or (`null`) from the first. */
export type SearchPlace = { beginning: string; sk: string | null };

/** The two kinds of items of an index of terms, as a noun declares them. */
interface TermItems {
  /** A term that finds something: `<term>#<id>` under the beginning of the term. */
  entry: {
    key(values: { beginning: string; term: string; id: string }): Key;
    partition(values: { beginning: string }): string;
    parse(key: Key): Readonly<Record<'beginning', string>>;
  };
  /** There are entries with this beginning: under its first character. */
  beginning: {
    key(values: { character: string; beginning: string }): Key;
    partition(values: { character: string }): string;
    parse(key: Key): Readonly<Record<'character' | 'beginning', string>>;
  };
}

const beginningCharacters = 3;

function firstOf(text: string, characters: number): string {
  return [...text].slice(0, characters).join('');
}

/** Under which beginning a search term stands: its first three characters, or all of a shorter one. */
export function beginningOf(term: string): string {
  return firstOf(term, beginningCharacters);
}

/** Whether a search so short can match terms of several beginnings. */
export function isWithinBeginning(prefix: string): boolean {
  return [...prefix].length < beginningCharacters;
}

export type TermKeys = ReturnType<typeof termKeys>;

/** The keys of an index by which things are found by the beginning of a term. */
export const termKeys = (items: TermItems) => ({
  entry: (term: string, id: string): Key => items.entry.key({ beginning: beginningOf(term), term, id }),
  /** The entries of one beginning whose term begins with `prefix`. */
  range: (beginning: string, prefix: string) => ({
    pk: items.entry.partition({ beginning }),
    sk: { beginsWith: prefix },
  }),
  /** Where a search goes on after this entry. */
  place: (key: Key): SearchPlace => ({ beginning: items.entry.parse(key).beginning, sk: key.sk }),
  /** From where a query of the entries of this beginning goes on, if the search had come to them. */
  after: (beginning: string, place: SearchPlace | undefined): { after?: Key } =>
    place?.beginning === beginning && place.sk !== null
      ? { after: { pk: items.entry.partition({ beginning }), sk: place.sk } }
      : {},
  /** The term of an entry that finds this id. */
  termOf: ({ sk }: Key, id: string): string => sk.slice(0, -`#${id}`.length),

  beginning: (beginning: string): Key => items.beginning.key({ character: firstOf(beginning, 1), beginning }),
  /** The beginnings from `from` on that begin with `prefix`. */
  beginnings: (prefix: string, from: string = prefix) => ({
    pk: items.beginning.partition({ character: firstOf(prefix, 1) }),
    sk: { from, to: `${prefix}\u{10ffff}` },
  }),
  parseBeginning: (key: Key): string => items.beginning.parse(key).beginning,
});
