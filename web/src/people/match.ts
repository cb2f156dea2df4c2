/** Letters that Unicode does not take apart into a base and an accent. */
const plain: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  þ: 'th',
  ı: 'i',
};

/** A text without case and accents, for comparing what people type with names. */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[ßæœøđðłþı]/g, (letter) => plain[letter] ?? letter)
    .trim();

const words = (folded: string) => folded.split(/[\s._-]+/);

/**
 * How well a name fits a query, both folded: 3 where it begins with it, 2 where each word of the query begins a word of
 * the name, 1 where it contains them, 0 where it does not fit. Everything fits an empty query.
 */
export function matchRank(query: string, name: string): number {
  if (name.startsWith(query)) return 3;
  const wanted = query.split(/\s+/);
  const present = words(name);
  if (wanted.every((word) => present.some((one) => one.startsWith(word)))) return 2;
  return wanted.every((word) => name.includes(word)) ? 1 : 0;
}

/** The best of `matchRank` over several names, not folded yet. */
export const bestRank = (query: string, names: readonly string[]): number =>
  Math.max(...names.map((name) => matchRank(query, fold(name))));
