/** Half of a surrogate pair: no Unicode text, though JSON can write it (`"\ud800"`). */
export const loneSurrogate = '\ud800';

/** So many arrays in each other, as JSON. */
export const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

/** Texts that no message may have. */
export const badTexts: Record<string, string> = {
  empty: '',
  spaces: '   ',
  'white space of all kinds': ' \t\n\u00a0\u2003\u3000\ufeff',
  NUL: 'a\0b',
  'a carriage return': 'a\r\nb',
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
