/** Half of a surrogate pair: no Unicode text, though JSON can write it (`"\ud800"`). */
export const loneSurrogate = '\ud800';

/** Arrays nested this deep, as JSON. */
export const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

/** Texts that no message may have. */
export const badTexts: Record<string, string> = {
  empty: '',
  spaces: '   ',
  'white space of all kinds': ' \t\n\u00a0\u2003\u3000\ufeff',
  NUL: 'a\0b',
  'a carriage return alone': 'a\rb',
  'default-ignorable characters only': '\u200b\u200d\u2060\u00ad\u034f\u{e0001}\ufe0f',
  'a blank Braille pattern': '\u2800',
  'Hangul fillers': '\u115f\u1160\u3164\uffa0',
  'combining marks only': '\u0301\u20e3',
  'direction marks only': '\u200f\u202e\u2066',
  'an escape': '\u001b[31mred',
  DEL: 'a\u007f',
  'a C1 control': 'a\u0085b',
  'half of a surrogate pair': `a${loneSurrogate}b`,
  'the other half': 'a\udc00b',
  'halves in the wrong order': '\udc00\ud800',
  '8,001 characters': 'x'.repeat(8001),
  '16 KiB and one byte': `${'€'.repeat(5461)}xx`,
  '4,097 characters of four bytes': '😀'.repeat(4097),
};

/** Texts at the limits, which are fine. */
export const goodTexts: Record<string, string> = {
  'newlines and tabs': 'a\n\tb',
  '8,000 characters': 'x'.repeat(8000),
  '8,000 characters of two bytes': 'é'.repeat(8000),
  'exactly 16 KiB': `${'€'.repeat(5461)}x`,
  'exactly 16 KiB of four-byte characters': '😀'.repeat(4096),
  'a name of the prototype': '__proto__',
  'an emoji of several code points': '👩🏽‍❤️‍💋‍👨🏿',
  'a keycap': '1️⃣',
  'a flag': '🇩🇪',
  'a flag of tags': '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}',
  'a heart in emoji style': '❤️',
  'joined emoji and right-to-left text': '👩‍👩‍👧‍👦 שלום',
};

/** Ids that nothing has. None can be sent in a path as it stands. */
export const badIds: Record<string, string> = {
  'one of no kind': 'nothing',
  'a prefix alone': 'cnv_',
  'a prototype name': '__proto__',
  NUL: 'cnv_\0',
  'a key of the table': 'CONV#x',
  dots: '...',
  emoji: '😀',
  'line breaks': 'a\nb\r\nc',
  '128 characters': 'x'.repeat(128),
};

/** Names of one line that people and groups may not have. */
export const badNames: Record<string, string> = {
  spaces: '   ',
  'a Hangul filler': '\u3164',
  'a blank Braille pattern': '\u2800',
  'what is ignored': '\u200b\u2060',
  'an override of the direction': 'Ann \u202egnp.exe',
  'an isolate': '\u2067Ann\u2069',
  'a mark of direction': 'Ann\u200f',
  'a line separator': 'Ann\u2028Bob',
  'a paragraph separator': 'Ann\u2029',
  'a newline': 'Ann\nBob',
  '65 characters': 'x'.repeat(65),
};

/** Names that they may have. */
export const goodNames: Record<string, string> = {
  'right-to-left letters': 'דנה שלום',
  'an emoji only': '👨‍👩‍👧',
  'a joiner between letters': 'می‌خواهم',
  '64 characters of two units': '😀'.repeat(64),
};
