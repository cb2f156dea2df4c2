import { LRUCache } from 'lru-cache';
import { atMost } from '../platform/at-most.ts';

/** What a user looks for, or finds, in a text. */
export type WordKind =
  /** A word between spaces or signs. Its beginning finds it, from three letters on. */
  | 'word'
  /** Characters of a script that is written without spaces: any part of them is found. */
  | 'run'
  /** An emoji. */
  | 'sign';

/** One word of a text: where it stands in it, in UTF-16 units. */
interface Token {
  kind: WordKind;
  start: number;
  raw: string;
}

/** One word of a search, without case, accents and width. */
export interface SearchWord {
  kind: WordKind;
  folded: string;
}

/** A part of a text that a search found, in UTF-16 units. */
export interface Mark {
  start: number;
  length: number;
}

/** From this many letters on the beginning of a word finds it. */
export const beginningLetters = 3;

const withoutSpaces = String.raw`\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Bopo}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmr}\p{scx=Mymr}`;
const picture = String.raw`\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})*`;
/** A word may hold what joins or hyphenates its letters without being seen. */
const tokens = new RegExp(
  [
    String.raw`(?<sign>\p{RI}\p{RI}|${picture}(?:\u200D${picture})*)`,
    String.raw`(?<run>[[${withoutSpaces}]&&[\p{L}\p{M}\p{N}]]+)`,
    String.raw`(?<word>(?:[[\p{L}\p{M}\p{N}\u00AD\u200C\u2060]--[${withoutSpaces}]]|\u200D)+)`,
  ].join('|'),
  'gv',
);

/**
 * Accents, vowel signs of scripts that are mostly written without them, and what is not seen. Vowels of Indic scripts are marks too,
 * and stay: without them words would be others. So do the voicing marks of kana.
 */
const accents =
  /[[\p{Mn}&&[\p{sc=Zinh}\p{sc=Arab}\p{sc=Hebr}\p{sc=Grek}\p{sc=Cyrl}\p{sc=Latn}]]--[\u3099\u309A]]|\u00AD|\u0640|[\u200B\u200C\u200E\u200F]|\u200D|\u2060/gv;
/** Letters whose accent Unicode does not take off. */
const plainLetters: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ħ: 'h',
  ŧ: 't',
  æ: 'ae',
  œ: 'oe',
  ð: 'd',
  þ: 'th',
};
const plainable = new RegExp(`[${Object.keys(plainLetters).join('')}]`, 'g');
/** A character, or a kana with its voicing mark: what is folded at once. */
const units = /[\u3041-\u30FF\uFF66-\uFF9D][\u3099\u309A\uFF9E\uFF9F]|./gsu;

/** What characters beyond ASCII fold to: a text has the same ones again and again. */
const foldings = new LRUCache<string, string>(atMost(20_000));

function foldUnit(unit: string): string {
  if (unit.length === 1 && unit < '\u0080') return unit.toLowerCase();
  let folded = foldings.get(unit);
  if (folded === undefined) {
    folded = foldAnew(unit);
    foldings.set(unit, folded);
  }
  return folded;
}

function foldAnew(unit: string): string {
  const bare = unit.normalize('NFKD').replace(accents, '');
  // up and down again, so that ß is ss, and the sigma at the end of a word is like any other
  const folded = bare
    .toUpperCase()
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .replace(plainable, (letter) => plainLetters[letter] ?? letter);
  return /[\u3099\u309A]/.test(folded) ? folded.normalize('NFC') : folded;
}

function fold({ kind, raw }: Pick<Token, 'kind' | 'raw'>): string {
  if (kind === 'sign') return raw.replace(/[\uFE0F\p{Emoji_Modifier}]/gv, '');
  let folded = '';
  for (const [unit] of raw.matchAll(units)) folded += foldUnit(unit);
  return folded;
}

function* tokensOf(text: string): Generator<Token> {
  for (const { 0: raw, index, groups } of text.matchAll(tokens)) {
    const kind = groups?.sign !== undefined ? 'sign' : groups?.run !== undefined ? 'run' : 'word';
    yield { kind, start: index, raw };
  }
}

/** The words of a text, each once. */
export function wordsOf(text: string): SearchWord[] {
  const found = new Map<string, SearchWord>();
  for (const token of tokensOf(text)) {
    const folded = fold(token);
    if (folded !== '') found.set(folded, { kind: token.kind, folded });
  }
  return [...found.values()];
}

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

/**
 * What a search looks for: all of these must be in a text. Where there are no spaces, the words that a reader would see in what
 * was typed. None: it holds nothing that can be found.
 */
export function searchWords(q: string): SearchWord[] {
  const found = new Map<string, SearchWord>();
  for (const { kind, raw } of tokensOf(q)) {
    const parts = kind === 'run' ? [...segmenter.segment(raw)].map(({ segment }) => segment) : [raw];
    for (const part of parts) {
      const folded = fold({ kind, raw: part });
      if (folded !== '') found.set(folded, { kind, folded });
    }
  }
  return [...found.values()];
}

export const letters = (folded: string): number => [...folded].length;

/** Where a folded word is found in a folded token: as offsets there. */
function placesIn(token: SearchWord, { kind, folded }: SearchWord): [from: number, to: number][] {
  if (token.kind !== kind) return [];
  if (kind === 'run') {
    const places: [number, number][] = [];
    for (
      let at = token.folded.indexOf(folded);
      at >= 0;
      at = token.folded.indexOf(folded, at + folded.length)
    ) {
      places.push([at, at + folded.length]);
    }
    return places;
  }
  const whole = token.folded === folded;
  const begins = kind === 'word' && token.folded.startsWith(folded) && letters(folded) >= beginningLetters;
  return whole || begins ? [[0, folded.length]] : [];
}

/** The parts of a token that make these offsets, which ascend, when it is folded. */
function marksIn({ start, raw, kind }: Token, places: readonly [from: number, to: number][]): Mark[] {
  if (kind === 'sign') return places.map(() => ({ start, length: raw.length }));
  let at = 0;
  const parts = [...raw.matchAll(units)].map(({ 0: unit, index }) => {
    const from = at;
    at += foldUnit(unit).length;
    return { index, end: index + unit.length, from, to: at };
  });
  let next = 0;
  return places.flatMap(([from, to]) => {
    while ((parts[next]?.to ?? Infinity) <= from) next += 1;
    const first = parts[next];
    let last = first;
    // accents that stand apart belong to the letter before them
    for (let part = first; part && (part.from < to || part.to === part.from); part = parts[next]) {
      last = part;
      next += 1;
    }
    next = Math.max(0, next - 1);
    return first && last ? [{ start: start + first.index, length: last.end - first.index }] : [];
  });
}

/** Where all these words are found in a text, ascending: the first `most` places. `undefined`: one of them is not in it. */
export function findMarks(text: string, words: readonly SearchWord[], most = Infinity): Mark[] | undefined {
  const missing = new Set(words);
  const found: { token: Token; places: [from: number, to: number][] }[] = [];
  for (const token of tokensOf(text)) {
    const folded = fold(token);
    for (const word of words) {
      const places = placesIn({ kind: token.kind, folded }, word);
      if (places.length === 0) continue;
      missing.delete(word);
      found.push({ token, places });
    }
  }
  if (missing.size > 0) return undefined;
  const marks: Mark[] = [];
  for (const { token, places } of found) {
    if (marks.length >= most) break;
    marks.push(...marksIn(token, places.slice(0, most)));
  }
  return withoutOverlaps(marks).slice(0, most);
}

function withoutOverlaps(marks: readonly Mark[]): Mark[] {
  const apart: Mark[] = [];
  for (const mark of marks.toSorted((a, b) => a.start - b.start || b.length - a.length)) {
    const before = apart.at(-1);
    const end = before ? before.start + before.length : 0;
    if (!before || mark.start >= end) apart.push({ ...mark });
    else before.length = Math.max(end, mark.start + mark.length) - before.start;
  }
  return apart;
}
