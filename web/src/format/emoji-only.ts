const emoji = /^(?:\p{RGI_Emoji}|\s)+$/v;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const most = 6;

/** How many emoji a text has, if it is nothing else and they are few enough to be shown large; else 0. */
export function emojiCount(text: string): number {
  if (text.length > 80 || !emoji.test(text)) return 0;
  const count = [...graphemes.segment(text)].filter(({ segment }) => segment.trim() !== '').length;
  return count <= most ? count : 0;
}
