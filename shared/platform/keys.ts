import { matchesKey, type KeyPattern } from './key-pattern.ts';
import type { Key } from './table.ts';

/**
 * Every key and access pattern of the two tables, in one place: stores ask for keys here, nobody else sees one.
 *
 * | table     | partition                 | sort                | item                     | read by                                   |
 * |-----------|---------------------------|---------------------|--------------------------|-------------------------------------------|
 * | durable   | `USER#<user>`             | `ACCOUNT`           | account                  | get by id, batch for lists                |
 * | durable   | `USER#<user>`             | `SESSION#<session>` | signed-in device         | get at refresh and connect                |
 * | durable   | `USER#<user>`             | `CONV#<conv>`       | "is in" pointer          | query: the conversations of a user        |
 * | durable   | `USERNAME#<lower>`        | `CLAIM`             | username → user          | get; unique by conditional put            |
 * | durable   | `EMAIL#<keyed hash>`      | `CLAIM`             | e-mail → user            | get; unique by conditional put            |
 * | durable   | `NAME#<beginning>`        | `<term>#<user>`     | search entry             | query: terms that begin so                |
 * | durable   | `NAMES#<first character>` | `<beginning>`       | there are such entries   | query: beginnings of shorter searches     |
 * | durable   | `CONV#<conv>`             | `#HEAD`             | conversation, counter    | get; query together with its members      |
 * | durable   | `CONV#<conv>`             | `MEMBER#<user>`     | member, watermarks       | get one; query all                        |
 * | durable   | `LOG#<conv>`              | `<seq, 12 digits>`  | message                  | query by range of `seq`, both ways        |
 * | durable   | `SENT#<user>#<clientId>`  | `SENT`              | what a send was answered | conditional put; get on a repeat; TTL     |
 * | durable   | `SECRET`                  | `SECRET`            | wrapped deployment secret| get once per process                      |
 * | ephemeral | `USER#<user>`             | `PRESENCE`          | live sockets, last seen  | batch for fan-out and lists               |
 * | ephemeral | `USER#<user>`             | `WATCHING`          | whom the user watches    | get and update when the list changes      |
 * | ephemeral | `WATCHED#<user>`          | `<watcher>`         | who watches the user     | query when presence changes; TTL          |
 * | ephemeral | `SOCKET#<connection>`     | `SOCKET`            | connection → identity    | get, where the gateway does not say; TTL  |
 *
 * A beginning is the first three characters of a term, or all of a shorter one.
 *
 * The log stands in a partition of its own so that its writes and the counter's do not share one partition's limit. The
 * head sorts before the members so that one query reads both, the head first: see `conversations/store.ts`.
 */
export const keys = {
  account: (userId: string): Key => ({ pk: `USER#${userId}`, sk: 'ACCOUNT' }),
  session: (userId: string, sessionId: string): Key => ({ pk: `USER#${userId}`, sk: `SESSION#${sessionId}` }),
  usernameClaim: (username: string): Key => ({ pk: `USERNAME#${username.toLowerCase()}`, sk: 'CLAIM' }),
  emailClaim: (emailHash: string): Key => ({ pk: `EMAIL#${emailHash}`, sk: 'CLAIM' }),
  searchEntry: (term: string, userId: string): Key => ({
    pk: `NAME#${beginningOf(term)}`,
    sk: `${term}#${userId}`,
  }),
  /** The entries of one beginning whose term begins with `prefix`. */
  searchRange: (beginning: string, prefix: string) => ({
    pk: `NAME#${beginning}`,
    sk: { beginsWith: prefix },
  }),
  beginning: (beginning: string): Key => ({ pk: `NAMES#${firstOf(beginning, 1)}`, sk: beginning }),
  /** The beginnings from `from` on that begin with `prefix`. */
  beginnings: (prefix: string, from: string = prefix) => ({
    pk: `NAMES#${firstOf(prefix, 1)}`,
    sk: { from, to: `${prefix}\u{10ffff}` },
  }),

  isIn: (userId: string, conversationId: string): Key => ({
    pk: `USER#${userId}`,
    sk: `CONV#${conversationId}`,
  }),
  isInRange: (userId: string) => ({ pk: `USER#${userId}`, sk: { beginsWith: 'CONV#' } }),
  conversation: (conversationId: string): Key => ({ pk: `CONV#${conversationId}`, sk: '#HEAD' }),
  member: (conversationId: string, userId: string): Key => ({
    pk: `CONV#${conversationId}`,
    sk: `MEMBER#${userId}`,
  }),
  members: (conversationId: string) => ({ pk: `CONV#${conversationId}`, sk: { beginsWith: 'MEMBER#' } }),
  /** The head and then every member. */
  conversationWithMembers: (conversationId: string) => ({ pk: `CONV#${conversationId}` }),

  logEntry: (conversationId: string, seq: number): Key => ({
    pk: `LOG#${conversationId}`,
    sk: seqKey(seq),
  }),
  /** Entries `from` to `to`, both inclusive. */
  logRange: (conversationId: string, from: number, to: number) => ({
    pk: `LOG#${conversationId}`,
    sk: { from: seqKey(from), to: seqKey(to) },
  }),
  sent: (userId: string, clientId: string): Key => ({ pk: `SENT#${userId}#${clientId}`, sk: 'SENT' }),

  deploymentSecret: (): Key => ({ pk: 'SECRET', sk: 'SECRET' }),

  presence: (userId: string): Key => ({ pk: `USER#${userId}`, sk: 'PRESENCE' }),
  watching: (userId: string): Key => ({ pk: `USER#${userId}`, sk: 'WATCHING' }),
  watcher: (userId: string, watcherId: string): Key => ({ pk: `WATCHED#${userId}`, sk: watcherId }),
  watchers: (userId: string) => ({ pk: `WATCHED#${userId}` }),
  socket: (connectionId: string): Key => ({ pk: `SOCKET#${connectionId}`, sk: 'SOCKET' }),
} as const;

/**
 * Items of the durable table whose making has consequences, by what their keys look like. The consumer of the stream, or
 * of the outbox on one machine, is invoked for these alone.
 */
export const followedKeys = {
  account: { sk: { is: 'ACCOUNT' } },
  conversation: { sk: { is: '#HEAD' } },
  logEntry: { pk: { beginsWith: 'LOG#' } },
} as const satisfies Record<string, KeyPattern>;
export type FollowedKind = keyof typeof followedKeys;

/** What kind of item of the durable table has this key, if its making has consequences. */
export function followedKind(key: Key): FollowedKind | undefined {
  const kinds = Object.keys(followedKeys) as FollowedKind[];
  return kinds.find((kind) => matchesKey(followedKeys[kind], key));
}

/** The largest sequence number whose key still sorts right. */
export const maxSeq = 999_999_999_999;

function seqKey(seq: number): string {
  return String(Math.min(seq, maxSeq)).padStart(12, '0');
}

const beginningCharacters = 3;

function firstOf(text: string, characters: number): string {
  return [...text].slice(0, characters).join('');
}

/** Under which beginning a search term stands. */
export function beginningOf(term: string): string {
  return firstOf(term, beginningCharacters);
}

/** Whether a search so short can match terms of several beginnings. */
export function isWithinBeginning(prefix: string): boolean {
  return [...prefix].length < beginningCharacters;
}
