import { itemKind } from '../platform/item-kind.ts';
import type { Key } from '../platform/table.ts';
import { termKeys } from '../platform/term-keys.ts';

export const accountItems = {
  account: itemKind({
    table: 'durable',
    partition: 'USER#<user>',
    sort: 'ACCOUNT',
    item: 'account',
    readBy: 'get by id, batch for lists',
  }),
  session: itemKind({
    table: 'durable',
    partition: 'USER#<user>',
    sort: 'SESSION#<session>',
    item: 'signed-in device, and where pushes reach it, sealed; TTL',
    readBy: 'get at refresh and connect, query for the list of devices and to push',
  }),
  bot: itemKind({
    table: 'durable',
    partition: 'USER#<user>',
    sort: 'BOT#<bot>',
    item: 'a bot of the user',
    readBy: 'query for the list',
  }),
  botToken: itemKind({
    table: 'durable',
    partition: 'USER#<bot>',
    sort: 'BOT_TOKEN#<token>',
    item: 'token of a bot: its hash and what it allows; TTL',
    readBy: 'get when the bot calls, query for the list',
  }),
  secondFactor: itemKind({
    table: 'durable',
    partition: 'USER#<user>',
    sort: 'SECOND_FACTOR',
    item: 'sealed secret of the authenticator app, hashes of recovery codes',
    readBy: 'get when a code is checked',
  }),
  passkey: itemKind({
    table: 'durable',
    partition: 'USER#<user>',
    sort: 'PASSKEY#<passkey>',
    item: 'public key of a passkey; its id is a hash of the credential id',
    readBy: 'get at sign-in, query for the list',
  }),
  linkToken: itemKind({
    table: 'durable',
    partition: 'LINK#<hash>',
    sort: 'LINK',
    item: 'one-time token of a mailed link, by its hash; TTL',
    readBy: 'get; used up by conditional delete',
  }),
  invitation: itemKind({
    table: 'durable',
    partition: 'INVITATION#<invitation>',
    sort: 'INVITATION',
    item: 'an invitation to create an account, its address sealed; TTL 30 days after its end',
    readBy: 'get; batch for the list; used up by conditional update',
  }),
  listedInvitation: itemKind({
    table: 'durable',
    partition: 'INVITATIONS',
    sort: '<time>#<invitation>',
    item: 'pointer to an invitation to create an account; TTL with it',
    readBy: 'query by pages, newest first, for administrators',
  }),
  challenge: itemKind({
    table: 'ephemeral',
    partition: 'CHALLENGE#<challenge>',
    sort: 'CHALLENGE',
    item: 'what a passkey is to sign; TTL',
    readBy: 'get; used up by conditional delete',
  }),
  identity: itemKind({
    table: 'durable',
    partition: 'USER#<user>',
    sort: 'IDENTITY#<identity>',
    item: 'account at a provider that signs in to the user',
    readBy: 'query for the list; changed at sign-in',
  }),
  identityClaim: itemKind({
    table: 'durable',
    partition: 'IDENTITY#<identity>',
    sort: 'CLAIM',
    item: 'keyed hash of the issuer and the subject at a provider → user',
    readBy: 'get; unique by conditional put',
  }),
  providerAttempt: itemKind({
    table: 'ephemeral',
    partition: 'PROVIDER#<hash>',
    sort: 'ATTEMPT',
    item: 'sign-in with a provider that has begun, by the hash of its ticket; TTL',
    readBy: 'get; used up by conditional delete',
  }),
  pendingSignIn: itemKind({
    table: 'ephemeral',
    partition: 'PENDING#<hash>',
    sort: 'PENDING',
    item: 'who signed in at a provider, until a code or a username is given; by the hash of its token; TTL',
    readBy: 'get; used up by conditional delete',
  }),
  guesses: itemKind({
    table: 'ephemeral',
    partition: 'GUESSES#<account>',
    sort: 'GUESSES',
    item: 'when passwords and codes of an account were tried lately; TTL',
    readBy: 'get and update at each try',
  }),
  revocation: itemKind({
    table: 'ephemeral',
    partition: 'REVOKED',
    sort: '<time>#<whose>',
    item: 'a session whose access tokens end before they expire, or a user whose role changed; TTL',
    readBy: 'query: those since the last look',
  }),
  pushClaim: itemKind({
    table: 'durable',
    partition: 'PUSH#<hash>',
    sort: 'CLAIM',
    item: 'keyed hash of where a device is reached by pushes → user and session; TTL',
    readBy: 'get; moved in the transaction that subscribes another session',
  }),
  usernameClaim: itemKind({
    table: 'durable',
    partition: 'USERNAME#<username>',
    sort: 'CLAIM',
    item: 'username in lower case → user',
    readBy: 'get, batch for several; unique by conditional put',
  }),
  emailClaim: itemKind({
    table: 'durable',
    partition: 'EMAIL#<hash>',
    sort: 'CLAIM',
    item: 'keyed hash of an e-mail address → user',
    readBy: 'get; unique by conditional put',
  }),
  listedPerson: itemKind({
    table: 'durable',
    partition: 'PEOPLE#<shard>',
    sort: '<time>#<user>',
    item: 'an account of a person, by when it was made; spread, as many may register at a time',
    readBy: 'query of a page of each shard, newest first, for administrators',
  }),
  roleHolder: itemKind({
    table: 'durable',
    partition: 'ROLE#<role>',
    sort: '<user>',
    item: 'a user with a role',
    readBy: 'query by pages, and for another administrator where one gives the role up',
  }),
  suspendedUser: itemKind({
    table: 'durable',
    partition: 'SUSPENDED',
    sort: '<user>',
    item: 'a user who was suspended and not reinstated since; it may have ended',
    readBy: 'query by pages, for administrators',
  }),
  searchEntry: itemKind({
    table: 'durable',
    partition: 'NAME#<beginning>',
    sort: '<term>#<id>',
    item: 'search entry: a term that finds a user',
    readBy: 'query: terms of one beginning that begin with a text',
  }),
  beginning: itemKind({
    table: 'durable',
    partition: 'NAMES#<character>',
    sort: '<beginning>',
    item: 'there are search entries with this beginning',
    readBy: 'query: the beginnings that a shorter search can match',
  }),
};

/** The index of the names of users. */
export const names = termKeys({ entry: accountItems.searchEntry, beginning: accountItems.beginning });

export const keys = {
  account: (user: string): Key => accountItems.account.key({ user }),
  session: (user: string, session: string): Key => accountItems.session.key({ user, session }),
  sessions: (user: string) => ({
    pk: accountItems.session.partition({ user }),
    sk: { beginsWith: accountItems.session.sortPrefix },
  }),
  bot: (user: string, bot: string): Key => accountItems.bot.key({ user, bot }),
  bots: (user: string) => ({
    pk: accountItems.bot.partition({ user }),
    sk: { beginsWith: accountItems.bot.sortPrefix },
  }),
  /** The id of the bot of an item. */
  botOf: (key: Key): string => accountItems.bot.parse(key).bot,
  botToken: (bot: string, token: string): Key => accountItems.botToken.key({ bot, token }),
  botTokens: (bot: string) => ({
    pk: accountItems.botToken.partition({ bot }),
    sk: { beginsWith: accountItems.botToken.sortPrefix },
  }),
  secondFactor: (user: string): Key => accountItems.secondFactor.key({ user }),
  passkey: (user: string, passkey: string): Key => accountItems.passkey.key({ user, passkey }),
  passkeys: (user: string) => ({
    pk: accountItems.passkey.partition({ user }),
    sk: { beginsWith: accountItems.passkey.sortPrefix },
  }),
  challenge: (challenge: string): Key => accountItems.challenge.key({ challenge }),
  linkToken: (hash: string): Key => accountItems.linkToken.key({ hash }),
  invitation: (invitation: string): Key => accountItems.invitation.key({ invitation }),
  listedInvitation: (at: number, invitation: string): Key =>
    accountItems.listedInvitation.key({ time: sortableTime(at), invitation }),
  listedInvitations: () => accountItems.listedInvitation.partition({}),
  identity: (user: string, identity: string): Key => accountItems.identity.key({ user, identity }),
  identities: (user: string) => ({
    pk: accountItems.identity.partition({ user }),
    sk: { beginsWith: accountItems.identity.sortPrefix },
  }),
  identityClaim: (identity: string): Key => accountItems.identityClaim.key({ identity }),
  providerAttempt: (hash: string): Key => accountItems.providerAttempt.key({ hash }),
  pendingSignIn: (hash: string): Key => accountItems.pendingSignIn.key({ hash }),
  guesses: (account: string): Key => accountItems.guesses.key({ account }),
  /** `at` in epoch milliseconds. */
  revocation: (at: number, whose: string): Key =>
    accountItems.revocation.key({ time: sortableTime(at), whose }),
  /** What was revoked at `from` or later. */
  revocationsFrom: (from: number) => ({
    pk: accountItems.revocation.partition({}),
    sk: { from: sortableTime(from), to: '~' },
  }),
  pushClaim: (hash: string): Key => accountItems.pushClaim.key({ hash }),
  usernameClaim: (username: string): Key => accountItems.usernameClaim.key({ username: claimed(username) }),
  /** The username of a claim, as `claimed` gives it. */
  usernameOf: (key: Key): string => accountItems.usernameClaim.parse(key).username,
  emailClaim: (hash: string): Key => accountItems.emailClaim.key({ hash }),

  /** `at` in epoch milliseconds. */
  listedPerson: (at: number, user: string): Key =>
    accountItems.listedPerson.key({ shard: shardOf(user), time: sortableTime(at), user }),
  /** All people, over which they are spread. */
  people: () => peopleShards.map((shard) => accountItems.listedPerson.partition({ shard })),
  roleHolder: (role: string, user: string): Key => accountItems.roleHolder.key({ role, user }),
  roleHolders: (role: string) => accountItems.roleHolder.partition({ role }),
  suspendedUser: (user: string): Key => accountItems.suspendedUser.key({ user }),
  suspendedUsers: () => accountItems.suspendedUser.partition({}),
  /** Where an item stands in its list. */
  placeInList: ({ sk }: Key): string => sk,
  /** Whom an item of these three kinds lists. */
  listedUser: ({ sk }: Key): string => sk.slice(sk.indexOf('#') + 1),

  searchEntry: names.entry,
  beginning: names.beginning,
};

/** How a username is claimed: one name whatever its case. */
export const claimed = (username: string): string => username.toLowerCase();

/** Epoch milliseconds as text that sorts like the number: 13 digits, until the year 2286. */
const peopleShards = Array.from({ length: 10 }, (_, shard) => String(shard));
/** Always the same one for a user. */
const shardOf = (user: string): string =>
  String([...user].reduce((sum, character) => sum + character.charCodeAt(0), 0) % peopleShards.length);

const sortableTime = (at: number) => String(Math.max(0, at)).padStart(13, '0');
