import type { SystemEvent } from '../../../client/index.ts';
import { spanText } from '../format/span.ts';
import { untilTime } from '../format/time.ts';
import type { MessageKey, Translate } from '../i18n/i18n.ts';

/** A piece of a sentence: words, or a user, whose name stands out. */
export type Part = string | { readonly userId: string };

/** Of more users than this, the sentence says how many more there are. */
export const mostNamed = 3;

export interface Telling {
  ownId: string | undefined;
  t: Translate;
  /** For times and lists. */
  locale: string;
  /** When it happened, in milliseconds since the epoch. */
  at: number;
}

/** Stand for users while a sentence is put together: no one can type them. */
const open = '\uE000';
const close = '\uE001';
const mark = (userId: string) => `${open}${userId}${close}`;
const marked = new RegExp(`${open}([^${close}]*)${close}`);

interface Sentence {
  key: MessageKey;
  /** Who is "you" in it; the one who did it, if left out. */
  about?: string | undefined;
  values?: Record<string, string | number>;
}

type Phrase = (event: SystemEvent, telling: Telling) => Sentence | undefined;

/** The sentence is about the one whom the event concerns. */
const ofFirst =
  (key: MessageKey): Phrase =>
  ({ userIds }) => ({ key, about: userIds?.[0] });

/** The sentence for each type; a type of a later version has none. */
const phrases: Readonly<Record<string, Phrase>> = {
  added: () => ({ key: 'system.added' }),
  joined: ofFirst('system.joined'),
  left: ofFirst('system.left'),
  removed: () => ({ key: 'system.removed' }),
  banned: () => ({ key: 'system.banned' }),
  unbanned: () => ({ key: 'system.unbanned' }),
  role: ({ role }) => (role === 'admin' || role === 'member' ? { key: `system.role.${role}` } : undefined),
  owner: ofFirst('system.owner'),
  muted: ({ until = 'forever' }, { locale, at }) =>
    until === 'forever'
      ? { key: 'system.muted' }
      : { key: 'system.mutedUntil', values: { time: untilTime(until, at, locale) } },
  unmuted: () => ({ key: 'system.unmuted' }),
  renamed: ({ name = '' }) => ({ key: 'system.renamed', values: { name } }),
  avatar: ({ avatar }) => ({ key: avatar === null ? 'system.avatarRemoved' : 'system.avatar' }),
  about: ({ about }) => ({ key: about === null ? 'system.aboutRemoved' : 'system.about' }),
  settings: () => ({ key: 'system.settings' }),
  community: () => ({ key: 'system.community' }),
  welcome: () => ({ key: 'system.welcome' }),
  rules: () => ({ key: 'system.rules' }),
  expiry: ({ expiry }, { locale }) =>
    expiry
      ? {
          key: 'system.expiry',
          values: { time: spanText(expiry.seconds, locale), from: expiry.from },
        }
      : { key: 'system.expiryOff' },
};
const phraseOf = (type: string): Phrase | undefined =>
  Object.hasOwn(phrases, type) ? phrases[type] : undefined;

/** The users whom a sentence about an event may name. */
export const namedIn = ({ actorId, userIds = [] }: SystemEvent): string[] => [
  ...new Set([actorId, ...userIds.slice(0, mostNamed)]),
];

const listFormats = new Map<string, Intl.ListFormat>();
function listFormat(locale: string): Intl.ListFormat {
  const known = listFormats.get(locale);
  if (known !== undefined) return known;
  const made = new Intl.ListFormat(locale, { type: 'conjunction' });
  listFormats.set(locale, made);
  return made;
}

/** What happened in a group, in the reader's language. `plain`: what the server says, for types of later versions. */
export function systemParts(event: SystemEvent, plain: string, telling: Telling): Part[] {
  const { t, locale, ownId } = telling;
  const sentence = phraseOf(event.type)?.(event, telling);
  if (sentence === undefined) return [plain];
  const { userIds = [] } = event;
  const who = sentence.about ?? event.actorId;
  const whom = userIds.slice(0, mostNamed).map((id) => (id === ownId ? t('system.you') : mark(id)));
  const more = userIds.length - whom.length;
  const list = listFormat(locale).format(more > 0 ? [...whom, t('system.more', { count: more })] : whom);
  const text = t(sentence.key, {
    own: who === ownId ? 'you' : 'other',
    actor: mark(who),
    users: list,
    ...sentence.values,
  });
  // every other piece is the id of a user
  return text
    .split(marked)
    .map((piece, index): Part => (index % 2 === 0 ? piece : { userId: piece }))
    .filter((part) => part !== '');
}
