import shortcodes from 'emojibase-data/en/shortcodes/iamcal.json' with { type: 'json' };
import { emojiOf } from '../../../shared/protocol/index.ts';

/** The emoji by the names that Slack gives them. */
const byName = new Map(
  Object.entries<string | string[]>(shortcodes).flatMap(([hexcode, names]) =>
    [names].flat().map((name) => [name, hexcode] as const),
  ),
);

/** The colours of skin, as the ends of names number them: `skin-tone-2` to `skin-tone-6`. */
const skinTones = new Map(
  ['1F3FB', '1F3FC', '1F3FD', '1F3FE', '1F3FF'].map((code, index) => [`skin-tone-${index + 2}`, code]),
);

const fromCodes = (codes: readonly string[]) =>
  String.fromCodePoint(...codes.map((code) => Number.parseInt(code, 16)));

/**
 * The emoji that Slack calls so: `+1`, or `+1::skin-tone-3`. `undefined`: it has none, as those that a workspace made itself.
 */
export function slackEmoji(name: string): string | undefined {
  const [base = '', tone = ''] = name.split('::');
  const hexcode = byName.get(base);
  if (hexcode === undefined) return undefined;
  const codes = hexcode.split('-');
  const colour = skinTones.get(tone);
  // the colour comes after what it colours, in place of the selector
  const coloured = colour === undefined ? [] : [codes[0] ?? '', colour, ...codes.slice(1)];
  const plain = emojiOf(fromCodes(codes));
  return (colour === undefined ? undefined : emojiOf(fromCodes(coloured))) ?? plain;
}
