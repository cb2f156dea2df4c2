import type { SearchMark } from '../../../client/index.ts';

/** Characters around a word that was found: around a single one, and around each of several, so that all of them fit into two lines. */
const around = { one: { before: 28, after: 60 }, several: { before: 14, after: 20 } };
/** Words that are shown each in its place: no more fit into two lines. */
const mostWords = 3;

/** A piece of a text, and whether a word in it was found. */
export interface Piece {
  text: string;
  found: boolean;
}

/** Pieces of a text around the first place of each word that was found, in their order, with what is left out as an ellipsis. */
export function excerpt(text: string, marks: readonly SearchMark[]): Piece[] {
  const pieces: Piece[] = [];
  let shown = 0;
  for (const { from, to } of windowsOf(text, marks)) {
    if (from > shown || (from > 0 && shown === 0))
      pieces.push({ text: shown === 0 ? '… ' : ' … ', found: false });
    let at = from;
    for (const { start, length } of marks) {
      if (start < at || start + length > to) continue;
      pieces.push({ text: text.slice(at, start), found: false });
      pieces.push({ text: text.slice(start, start + length), found: true });
      at = start + length;
    }
    pieces.push({ text: text.slice(at, to), found: false });
    shown = to;
  }
  if (shown < text.length) pieces.push({ text: ' …', found: false });
  return pieces.filter((piece) => piece.text !== '');
}

/** Stretches of the text, ascending and apart: each begins and ends with a word. */
function windowsOf(text: string, marks: readonly SearchMark[]): { from: number; to: number }[] {
  const firsts = new Map<string, SearchMark>();
  for (const mark of marks) {
    const word = text.slice(mark.start, mark.start + mark.length).toLowerCase();
    if (!firsts.has(word) && firsts.size < mostWords) firsts.set(word, mark);
  }
  const { before, after } = firsts.size > 1 ? around.several : around.one;
  const windows: { from: number; to: number }[] = [];
  for (const { start, length } of firsts.values()) {
    const from = start <= before ? 0 : wordFrom(text, start - before, start);
    const to = wordTo(text, start + length + after, start + length);
    const last = windows.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else windows.push({ from, to });
  }
  return windows;
}

/** Where a word begins, from here on; where none does before `most`, here, though not within a character. */
function wordFrom(text: string, from: number, most: number): number {
  const space = text.slice(from, most).search(/\s\S/);
  if (space >= 0) return from + space + 1;
  return isWithin(text, from) ? from + 1 : from;
}

/** Where a word ends, up to here; where none does after `least`, here, though not within a character. */
function wordTo(text: string, to: number, least: number): number {
  if (to >= text.length) return text.length;
  const space = text.slice(least, to).search(/\s\S*$/);
  if (space > 0) return least + space;
  return isWithin(text, to) ? to - 1 : to;
}

const isWithin = (text: string, at: number): boolean => /[\uDC00-\uDFFF]/.test(text.charAt(at));
