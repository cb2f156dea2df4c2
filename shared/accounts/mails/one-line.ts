/** Marks that turn the direction of what follows, or end such a turn: a name with one could turn the rest of the mail. */
const turns = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** From a first strong isolate to the end of it: what is inside has a direction of its own. */
const [isolate, endOfIsolate] = ['\u2068', '\u2069'];

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** A text as one line of at most `most` characters, as readers count them. */
export function shortened(text: string, most: number): string {
  // a character that readers see may be many; a mail takes no more than these of them
  const begin = text.slice(0, most * 8).toWellFormed();
  const line = begin
    .replace(turns, '')
    .replace(/[\p{Cc}\p{Z}]+/gu, ' ')
    .trim();
  const shown = [...characters.segment(line)].map(({ segment }) => segment);
  return shown.length > most || begin.length < text.length ? `${shown.slice(0, most).join('')}…` : line;
}

/** The same, so that a text from right to left leaves the words around it where they are. */
export const isolated = (text: string, most: number): string =>
  `${isolate}${shortened(text, most)}${endOfIsolate}`;
