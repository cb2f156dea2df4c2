/**
 * Anything that shows: not white space, not a control or format character, not a mark without what it would stand on, and
 * not one that fonts draw as nothing (default-ignorable ones such as the Hangul fillers, the blank Braille pattern, the
 * null note head). An emoji of several code points has one that shows.
 */
const showing = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Mn}\p{Me}\u2800\u{1D159}]/u;

/** Whether a reader would see anything of the text. */
export function isVisible(text: string): boolean {
  return showing.test(text);
}

/** Characters that turn the direction of what follows, in a list or a sentence around the name too. */
const bidiControl = /\p{Bidi_Control}/u;

/** Whether nothing in the text turns the direction of what stands beside it. */
export function keepsDirection(text: string): boolean {
  return !bidiControl.test(text);
}
