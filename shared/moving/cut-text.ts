import { controlCharacter, limits, utf8Bytes } from '../protocol/index.ts';
import type { FormatEntity } from './format.ts';

/** A text that fits a message, with its parts. */
export interface Piece {
  text: string;
  entities: FormatEntity[];
}

/** Replaced one by one, so that what the parts of the text count stays right. */
const unwanted = new RegExp(controlCharacter, 'g');
const shown = (text: string): string =>
  text.toWellFormed().replaceAll('\r', '\n').replace(unwanted, '\uFFFD');

/** Where CRLF becomes one newline, and what stands after it moves. */
function withoutCarriageReturns(text: string, entities: readonly FormatEntity[]): Piece {
  if (!text.includes('\r\n')) return { text: shown(text), entities: [...entities] };
  const before = [...text.matchAll(/\r\n/g)].map(({ index }) => index);
  const moved = (at: number) => at - before.filter((index) => index < at).length;
  return {
    text: shown(text.replaceAll('\r\n', '\n')),
    entities: entities.flatMap((one) => {
      const start = moved(one.start);
      const length = moved(one.start + one.length) - start;
      return length > 0 ? [{ ...one, start, length }] : [];
    }),
  };
}

/** A boundary between words is looked for in the last part of a piece. */
const searchedPart = 0.2;

/**
 * Cuts a text into as many pieces as messages hold it: by their characters, bytes and parts, where possible between lines, else
 * between words, never within a mention or a character. Together the pieces are the whole text. An empty text has none.
 */
export function cutText(given: string, givenEntities: readonly FormatEntity[] = []): Piece[] {
  const { text, entities } = withoutCarriageReturns(given, givenEntities);
  const pieces: Piece[] = [];
  let start = 0;
  while (start < text.length) {
    const end = endOfPiece(text, entities, start);
    pieces.push({ text: text.slice(start, end), entities: within(entities, start, end) });
    start = end;
  }
  return pieces;
}

function endOfPiece(text: string, entities: readonly FormatEntity[], start: number): number {
  const most = Math.min(endByEntities(entities, start), endBySize(text, start));
  if (most >= text.length) return text.length;
  const found = boundaryBefore(text, start, most);
  // a mention is whole or none
  const cut = entities.find(
    (one) => one.type === 'mention' && one.start < found && one.start + one.length > found,
  );
  return cut && cut.start > start ? cut.start : found;
}

/** As far as the characters and bytes of a message go. */
function endBySize(text: string, start: number): number {
  let characters = 0;
  let bytes = 0;
  let end = start;
  for (const character of text.slice(start, start + 2 * limits.textCharacters)) {
    characters += 1;
    bytes += utf8Bytes(character);
    if (characters > limits.textCharacters || bytes > limits.textBytes) break;
    end += character.length;
  }
  return end;
}

/** Up to where a message has no more parts, mentioned users and addresses than it may. */
function endByEntities(entities: readonly FormatEntity[], start: number): number {
  const users = new Set<string>();
  let [count, urls] = [0, 0];
  for (const one of entities) {
    if (one.start + one.length <= start) continue;
    count += 1;
    urls += one.url?.length ?? 0;
    if (one.user !== undefined) users.add(one.user);
    const tooMany =
      count > limits.entities || users.size > limits.mentionedUsers || urls > limits.allUrlsCharacters;
    // where all of them begin at once, what is too many is left out below
    if (tooMany && one.start > start) return one.start;
  }
  return Infinity;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** The longest character that is kept whole: what is longer is cut between code points. */
const longestGrapheme = 64;

function boundaryBefore(text: string, start: number, most: number): number {
  const from = most - Math.floor((most - start) * searchedPart);
  const last = text.slice(from, most);
  for (const separator of ['\n', ' ']) {
    const at = last.lastIndexOf(separator);
    if (at !== -1) return from + at + 1;
  }
  const near = Math.max(start, most - longestGrapheme);
  let boundary = most;
  for (const { index, segment } of graphemes.segment(text.slice(near, most + longestGrapheme))) {
    if (near + index + segment.length > most) {
      if (near + index > near) boundary = near + index;
      break;
    }
  }
  return boundary;
}

/** The parts that stand in a piece, as far as they do. */
function within(entities: readonly FormatEntity[], from: number, to: number): FormatEntity[] {
  return entities.flatMap((one) => {
    const start = Math.max(one.start, from);
    const end = Math.min(one.start + one.length, to);
    // the rest of a mention is text
    if (end <= start || (one.type === 'mention' && start !== one.start)) return [];
    return [{ ...one, start: start - from, length: end - start }];
  });
}
