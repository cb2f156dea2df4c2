const vocabularySize = 20_000;
const syllables = [
  'ka',
  'lo',
  'mi',
  'ne',
  'ru',
  'sa',
  'te',
  'vo',
  'wi',
  'zu',
  'bra',
  'cle',
  'dri',
  'flo',
  'gra',
  'sto',
];

/** Words of two to four syllables, the frequent ones first and short, as in languages. */
const vocabulary = Array.from({ length: vocabularySize }, (_, index) => {
  let word = syllables[index % syllables.length] ?? '';
  for (let rest = index; rest > 0 || word.length < 3; rest = Math.floor(rest / syllables.length)) {
    word += syllables[(rest * 7 + 3) % syllables.length] ?? '';
  }
  return word;
});

/** The words that stand in most messages. */
export const commonWords = vocabulary.slice(0, 2);
/** A word that stands in one message of this many, and in no other text. */
export const rareWord = 'quixotic';
export const messagesPerRareWord = 250_000;

/** Texts made of words that occur as often as those of a language do (Zipf's law), the same ones every time. */
export class WordTexts {
  readonly #words: number;

  constructor(wordsInMessage: number) {
    this.#words = wordsInMessage;
  }

  of(number: number): string {
    // a generator by George Marsaglia (xorshift), begun anew for each text
    let state = (number + 1) * 2_654_435_761;
    const random = () => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return (state >>> 0) / 2 ** 32;
    };
    const words = Array.from(
      { length: this.#words },
      // by the logarithm each power of two of ranks is as likely as the next
      () => vocabulary[Math.floor(vocabularySize ** random()) - 1] ?? '',
    );
    if (number % messagesPerRareWord === 1) words.push(rareWord);
    return words.join(' ');
  }
}
