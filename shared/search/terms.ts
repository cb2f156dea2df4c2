import { createHmac } from 'node:crypto';
import type { SearchKind } from '../protocol/index.ts';
import { beginningLetters, wordsOf, type SearchWord } from './words.ts';

/**
 * What the index knows of a message: words and their beginnings, pieces of runs, its sender, its kinds. It is hashed under the key of the
 * conversation before it is kept.
 */
export type Term = `${'word' | 'run' | 'sign' | 'from' | 'kind'}:${string}`;

/** A longer beginning is found by its first letters, and then compared. */
const longestBeginning = 16;
/** How many terms of its words a search looks up, the longest words first: what is found is compared with all of them. */
const lookedUp = 4;

/** What of a message can be searched. */
export interface Searchable {
  text: string;
  senderId: string;
  kinds: readonly SearchKind[];
}

/** The terms of a message, each once or more often. */
export function* termsOf({ text, senderId, kinds }: Searchable): Generator<Term> {
  yield `from:${senderId}`;
  for (const kind of kinds) yield `kind:${kind}`;
  for (const { kind, folded } of wordsOf(text)) {
    const characters = [...folded];
    if (kind === 'run') {
      for (const [index, character] of characters.entries()) {
        const next = characters[index + 1];
        yield `run:${character}`;
        if (next !== undefined) yield `run:${character}${next}`;
      }
    } else if (kind === 'sign' || characters.length <= beginningLetters) {
      yield `${kind}:${folded}`;
    } else {
      const longest = Math.min(characters.length, longestBeginning);
      let beginning = characters.slice(0, beginningLetters - 1).join('');
      for (const character of characters.slice(beginningLetters - 1, longest)) {
        beginning += character;
        yield `word:${beginning}`;
      }
    }
  }
}

/** The terms that a message must have to be found: it may have them and not be found. */
export function termsToLookUp(
  words: readonly SearchWord[],
  { from, kind }: { from?: string | undefined; kind?: SearchKind | undefined },
): Term[] {
  const pieces = words
    .toSorted((a, b) => b.folded.length - a.folded.length)
    .flatMap(piecesOf)
    .slice(0, lookedUp);
  return [
    ...(from === undefined ? [] : [`from:${from}` as const]),
    ...(kind === undefined ? [] : [`kind:${kind}` as const]),
    ...new Set(pieces),
  ];
}

function piecesOf({ kind, folded }: SearchWord): Term[] {
  const characters = [...folded];
  if (kind === 'word') return [`word:${characters.slice(0, longestBeginning).join('')}`];
  if (kind === 'sign' || characters.length < 2) return [`${kind}:${folded}`];
  // pairs that share no character; an odd one at the end shares its first
  const pairs = Math.ceil(characters.length / 2);
  return Array.from({ length: pairs }, (_, index): Term => {
    const start = Math.min(index * 2, characters.length - 2);
    return `run:${characters.slice(start, start + 2).join('')}`;
  });
}

/** 32 bits of the HMAC-SHA-256 of a term under a conversation's key. Two terms may share one: what is found is compared. */
export const termHash = (key: string, term: Term): number =>
  createHmac('sha256', key).update(term).digest().readUInt32LE(0);
