import type { Language } from './languages.ts';

interface Counted {
  count: number;
  /** There are more than these. */
  countIsMinimum: boolean;
}

/** The parts of a digest that depend on how much there is. */
export interface DigestWords {
  summary(of: Counted): string;
  messages(of: Counted): string;
  mentions(of: Counted): string;
  /** How many conversations there are besides those that are shown. */
  more(count: number): string;
  /** Names, and how many there are besides. */
  list(names: readonly string[], others: number): string;
  /** A conversation without a name. */
  unnamed: string;
}

const number = ({ count, countIsMinimum }: Counted) => `${count}${countIsMinimum ? '+' : ''}`;
const isOne = ({ count, countIsMinimum }: Counted) => count === 1 && !countIsMinimum;

export const digestWords: Readonly<Record<Language, DigestWords>> = {
  en: {
    summary: (of) =>
      isOne(of) ? 'A message is waiting for you' : `${number(of)} messages are waiting for you`,
    messages: (of) => (isOne(of) ? '1 new message' : `${number(of)} new messages`),
    mentions: (of) => (isOne(of) ? '1 message mentions you' : `${number(of)} messages mention you`),
    more: (count) => `And ${count} more ${count === 1 ? 'chat' : 'chats'}.`,
    list: (names, others) =>
      others > 0 ? `${names.join(', ')} and ${others} more` : new Intl.ListFormat('en').format(names),
    unnamed: 'A chat',
  },
  de: {
    summary: (of) =>
      isOne(of) ? 'Eine Nachricht wartet auf dich' : `${number(of)} Nachrichten warten auf dich`,
    messages: (of) => (isOne(of) ? '1 neue Nachricht' : `${number(of)} neue Nachrichten`),
    mentions: (of) => (isOne(of) ? '1 Nachricht erwähnt dich' : `${number(of)} Nachrichten erwähnen dich`),
    more: (count) => (count === 1 ? 'Und ein weiterer Chat.' : `Und ${count} weitere Chats.`),
    list: (names, others) =>
      others > 0 ? `${names.join(', ')} und ${others} weitere` : new Intl.ListFormat('de').format(names),
    unnamed: 'Ein Chat',
  },
};
