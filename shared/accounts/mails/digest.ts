import { asciiDomain } from '../../protocol/index.ts';
import type { Mail } from '../../platform/ports.ts';
import { composeMail } from './compose.ts';
import { digestWords } from './digest-words.ts';
import type { Language } from './languages.ts';
import { isolated, shortened } from './one-line.ts';
import type { RowBlanks } from './texts.ts';

/** A conversation in a digest. The names are those that its user sees. */
export interface DigestRow {
  /** Where it is in the web client. */
  path: string;
  /** Of the group, or of the other user; `null` where there is none. */
  name: string | null;
  /** In groups: who wrote. */
  authors: readonly string[];
  /** What is counted mentions the user; otherwise these are all messages that they have not read. */
  mentions: boolean;
  count: number;
  countIsMinimum: boolean;
  /** What the newest of them says, where that may be shown. */
  quote?: string;
}

/** What a user has missed. */
export interface DigestContent {
  rows: readonly DigestRow[];
  /** How many conversations there are besides. */
  more: number;
  /** How many messages in all of them. */
  count: number;
  countIsMinimum: boolean;
}

/** A mail that shows no more than these, so that its size has a bound, whatever users write. */
const longest = { name: 80, quote: 160, authors: 3 } as const;

/** The digest of what a user has missed. `origin`: where the web client is; `token`: for the link that turns digests off. */
export function composeDigest(
  language: Language,
  recipient: { name: string; address: string },
  { origin, token, rows, more, ...counted }: DigestContent & { origin: string; token: string },
): Promise<Mail> {
  const words = digestWords[language];
  return composeMail('digest', language, asciiDomain(recipient.address) ?? recipient.address, {
    name: shortened(recipient.name, longest.name),
    link: origin,
    unsubscribe: `${origin}/unsubscribe#token=${token}`,
    summary: words.summary(counted),
    more: more > 0 ? words.more(more) : '',
    rows: rows.map((row): RowBlanks => {
      const shown = row.authors.slice(0, longest.authors).map((name) => isolated(name, longest.name));
      const detail = row.mentions ? words.mentions(row) : words.messages(row);
      return {
        title: row.name === null ? words.unnamed : isolated(row.name, longest.name),
        href: `${origin}${row.path}`,
        detail:
          shown.length > 0 ? `${detail}: ${words.list(shown, row.authors.length - shown.length)}` : detail,
        // a paragraph of its own, which has a direction of its own
        quote: shortened(row.quote ?? '', longest.quote),
      };
    }),
  });
}
