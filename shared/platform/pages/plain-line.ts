/** Characters that show nothing, or that turn the direction of what comes after them. */
const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}]/gu;
/** These belong to emoji and to scripts that join letters. */
const joiners = /[\u200C\u200D]|[\u{E0020}-\u{E007F}]/u;

/** A text from elsewhere as one line of at most `most` characters (code points), without anything that is not seen. */
export function plainLine(text: string, most: number): string {
  const line = text
    .toWellFormed()
    .replaceAll(/[\s\u2028\u2029]+/gu, ' ')
    .replaceAll(unseen, (character) => (joiners.test(character) ? character : ''))
    .trim();
  const characters = [...line];
  return characters.length <= most
    ? line
    : `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}
