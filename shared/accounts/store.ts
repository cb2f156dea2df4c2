import * as z from 'zod';
import { batchGetAll } from '../platform/batch-get.ts';
import { ChatError } from '../platform/errors.ts';
import { isBotId } from '../platform/ids.ts';
import type { Secrets } from '../platform/secrets.ts';
import { ConditionFailed, type Key, type Table, type Write } from '../platform/table.ts';
import { termIndex } from '../platform/term-index.ts';
import { unchangedSince } from '../platform/versions.ts';
import { email as emailForm, hasAsciiMailbox, username as usernameForm } from '../protocol/index.ts';
import { claimed, keys, names } from './keys.ts';
import { account, normalEmail, searchTerms, session, type Account, type Session } from './model.ts';
import type { RefreshToken } from './refresh-tokens.ts';

const claim = z.object({ userId: z.string() });

/** What goes along with a change of credentials. */
export interface CredentialsChange {
  first?: readonly Write[];
  /** Written in the same transaction, after everything else. */
  also?: readonly Write[];
  endSessions?: boolean;
  keep?: string | undefined;
  /** What an administrator asked of the user, and is done by this. */
  met?: readonly ('mustSetPassword' | 'mustSetUpSecondFactor')[];
}

export type AccountStore = ReturnType<typeof accountStore>;

/** Accounts, their unique names, their sessions, and the entries by which people are found. */
export function accountStore(table: Table, secrets: Secrets) {
  const emailHash = (email: string) => secrets.mac('email-hash', normalEmail(email));

  async function idOfClaim(key: Key): Promise<string | undefined> {
    const item = await table.get(key);
    return item && claim.parse(item).userId;
  }

  const { beginningWrites, search } = termIndex(table, names, (item) => claim.parse(item).userId);

  /** By term. */
  const searchEntries = (person: Account) =>
    new Map(searchTerms(person).map((term) => [term, keys.searchEntry(term, person.id)]));

  /** The writes by which a new account is there; the first one claims its username. */
  const createWrites = async (fresh: Account): Promise<[Write, ...Write[]]> => [
    { put: { ...keys.usernameClaim(fresh.username), userId: fresh.id }, if: { exists: false } },
    { put: { ...keys.account(fresh.id), ...fresh } },
    ...(isBotId(fresh.id) ? [] : [{ put: { ...keys.listedPerson(fresh.createdAt, fresh.id) } }]),
    ...[...searchEntries(fresh).values()].map((key) => ({ put: { ...key, userId: fresh.id } })),
    ...(await beginningWrites(searchTerms(fresh))),
  ];

  return {
    async idOfUsername(text: string): Promise<string | undefined> {
      return usernameForm.safeParse(text).success ? idOfClaim(keys.usernameClaim(text)) : undefined;
    },
    async idOfEmail(text: string): Promise<string | undefined> {
      // no address of an account has another mailbox, and some letters are others in lower case: the Kelvin sign is k
      return emailForm.safeParse(text).success && hasAsciiMailbox(text)
        ? idOfClaim(keys.emailClaim(await emailHash(text)))
        : undefined;
    },
    /** A keyed hash of an address, which stands for it where it only has to be recognised. */
    emailHash,
    idOfEmailHash: (hash: string): Promise<string | undefined> => idOfClaim(keys.emailClaim(hash)),

    /** The ids of the people with these usernames, by name as given; unknown names are missing. */
    async idsOfUsernames(usernames: readonly string[]): Promise<Map<string, string>> {
      // the form first: other characters than those of usernames can fold to them
      const possible = usernames.filter((text) => usernameForm.safeParse(text).success);
      const wanted = [...new Set(possible.map(claimed))].map(keys.usernameClaim);
      const items = await batchGetAll(table, wanted);
      const userIds = new Map(items.map((item) => [keys.usernameOf(item), claim.parse(item).userId]));
      const found = new Map<string, string>();
      for (const username of possible) {
        const userId = userIds.get(claimed(username));
        if (userId !== undefined) found.set(username, userId);
      }
      return found;
    },

    async get(userId: string): Promise<Account | undefined> {
      const item = await table.get(keys.account(userId));
      return item && account.parse(item);
    },

    /** Accounts by id, for showing: may be moments old. */
    async getMany(userIds: readonly string[]): Promise<Map<string, Account>> {
      const wanted = [...new Set(userIds)].map((userId) => keys.account(userId));
      const items = await batchGetAll(table, wanted, { eventually: true });
      return new Map(items.map((item) => account.parse(item)).map((found) => [found.id, found]));
    },

    /** The same as they are now: what the caller changed just before must show. */
    async getManyNow(userIds: readonly string[]): Promise<Map<string, Account>> {
      const items = await batchGetAll(
        table,
        userIds.map((userId) => keys.account(userId)),
      );
      return new Map(items.map((item) => account.parse(item)).map((found) => [found.id, found]));
    },

    /**
     * Stores a new account with its first session and what else is given, or nothing. An account that is made for a user who is not
     * here has no session yet, and may have no address. Throws `username_taken` or `email_taken`;
     * rejects with `ConditionFailed` for a condition of what else is given.
     */
    async create(
      fresh: Account,
      email: string | undefined,
      firstSession: Session | undefined,
      also: readonly Write[] = [],
    ): Promise<void> {
      const emailClaims: Write[] =
        email === undefined
          ? []
          : [
              {
                put: { ...keys.emailClaim(await emailHash(email)), userId: fresh.id },
                if: { exists: false },
              },
            ];
      const sessions: Write[] = firstSession
        ? [{ put: { ...keys.session(fresh.id, firstSession.id), ...firstSession } }]
        : [];
      const [usernameClaim, ...others] = await createWrites(fresh);
      const writes = [usernameClaim, ...emailClaims, ...others, ...sessions, ...also];
      try {
        await table.transact(writes);
      } catch (error) {
        if (error instanceof ConditionFailed) {
          if (error.index === 0) throw new ChatError('username_taken');
          if (error.index === 1 && emailClaims.length > 0) throw new ChatError('email_taken');
        }
        throw error;
      }
    },

    /** The writes by which a new account without an address is there, for a transaction of something else. */
    createWrites,

    /**
     * Changes a profile as it was read, together with what else is given; a new name moves the search entries along. Rejects with `ConditionFailed`, having
     * done nothing, if it was changed meanwhile.
     */
    async update(before: Account, after: Account, also: readonly Write[] = []): Promise<void> {
      const { name, avatar, about, privacy } = after;
      const unchanged = { exists: true, ...unchangedSince(before.version) };
      const update: Write = {
        update: keys.account(before.id),
        change: { set: { name, avatar, about, privacy }, add: { version: 1 }, if: unchanged },
      };
      const [old, fresh] = [searchEntries(before), searchEntries(after)];
      const removed = [...old].filter(([term]) => !fresh.has(term)).map(([, key]) => ({ delete: key }));
      const added = [...fresh]
        .filter(([term]) => !old.has(term))
        .map(([, key]) => ({ put: { ...key, userId: after.id } }));
      const beginnings = await beginningWrites(added.length > 0 ? searchTerms(after) : []);
      await table.transact([update, ...removed, ...added, ...beginnings, ...also]);
    },

    search,

    /** The ids of the bots of a user: at most `limits.botsPerUser`, so one page. */
    async botsOf(ownerId: string): Promise<string[]> {
      const { items } = await table.query(keys.bots(ownerId));
      return items.map((item) => keys.botOf(item));
    },
    /** The write that puts a bot among those of its owner. */
    botWrite: (ownerId: string, botId: string): Write => ({ put: { ...keys.bot(ownerId, botId) } }),
    /** The write by which an account counts as changed: it fails where that changed since it was read. */
    touchWrite: ({ id, version }: Account): Write => ({
      update: keys.account(id),
      change: { add: { version: 1 }, if: { exists: true, ...unchangedSince(version) } },
    }),
    /**
     * Deletes a bot, together with what else is given: its account stays, so that what it wrote keeps its name, but nothing finds it
     * any more, and its username is free. Rejects with `ConditionFailed`, having done nothing, if it changed since it was read.
     */
    deleteBot: (bot: Account, ownerId: string, deletedAt: number, also: readonly Write[]): Promise<void> =>
      table.transact([
        {
          update: keys.account(bot.id),
          change: {
            set: { deletedAt, avatar: null, about: '' },
            add: { version: 1 },
            if: { exists: true, ...unchangedSince(bot.version) },
          },
        },
        { delete: keys.bot(ownerId, bot.id) },
        { delete: keys.usernameClaim(bot.username), if: { equals: { userId: bot.id } } },
        ...[...searchEntries(bot).values()].map((key) => ({ delete: key })),
        ...also,
      ]),

    /**
     * Changes credentials as they were read, together with `first` (the write that uses up a link, or a claim of an address),
     * which stand before it in the transaction. With `endSessions` all sessions are over but `keep`. Rejects with
     * `ConditionFailed`, having done nothing.
     */
    async changeCredentials(
      before: Account,
      set: Partial<Pick<Account, 'passwordHash' | 'emailVerified' | 'sealedEmail' | 'secondFactor'>>,
      { first = [], also = [], endSessions = false, keep, met = [] }: CredentialsChange = {},
    ): Promise<void> {
      const epoch = before.sessionEpoch + (endSessions ? 1 : 0);
      const account: Write = {
        update: keys.account(before.id),
        change: {
          set: { ...set, sessionEpoch: epoch },
          ...(met.length > 0 && { remove: met }),
          add: { version: 1 },
          if: {
            ...unchangedSince(before.version),
            exists: true,
            equals: { passwordHash: before.passwordHash },
          },
        },
      };
      const kept: Write[] =
        keep === undefined
          ? []
          : [{ update: keys.session(before.id, keep), change: { set: { epoch }, if: { exists: true } } }];
      await table.transact([...first, account, ...kept, ...also]);
    },
    /** The writes that move the claim of an address on to another. The first fails where that is taken. */
    moveEmailClaim: (userId: string, from: string, to: string): Write[] => [
      { put: { ...keys.emailClaim(to), userId }, if: { exists: false } },
      { delete: keys.emailClaim(from), if: { equals: { userId } } },
    ],

    /** Stores a session and what else is given. Rejects with `ConditionFailed` if the account's password or sessions changed since it was read. */
    addSession: (
      fresh: Session,
      { id, passwordHash, sessionEpoch }: Account,
      also: readonly Write[] = [],
    ): Promise<void> =>
      table.transact([
        { put: { ...keys.session(fresh.userId, fresh.id), ...fresh } },
        {
          check: keys.account(id),
          if: { exists: true, equals: { passwordHash }, below: { sessionEpoch: sessionEpoch + 1 } },
        },
        ...also,
      ]),

    /**
     * Gives an account another role, together with what else is given. Rejects with `ConditionFailed`, having done nothing, if it
     * changed since it was read.
     */
    changeRole: (before: Account, role: Account['role'], also: readonly Write[]): Promise<void> =>
      table.transact([
        {
          update: keys.account(before.id),
          change: {
            set: { role },
            add: { version: 1 },
            if: { exists: true, ...unchangedSince(before.version) },
          },
        },
        ...(before.role === 'user' || before.role === role
          ? []
          : [{ delete: keys.roleHolder(before.role, before.id) }]),
        ...(role === 'user' ? [] : [{ put: { ...keys.roleHolder(role, before.id) } }]),
        ...also,
      ]),

    /** Holds a transaction back if the account changed since it was read: its role, or that it is not suspended. */
    standsWrite: ({ id, version }: Account): Write => ({
      check: keys.account(id),
      if: { exists: true, ...unchangedSince(version) },
    }),

    /** Asks something of the user before they get in again, and ends all sessions. Rejects like `changeRole`. */
    require: (
      before: Account,
      what: 'mustSetPassword' | 'mustSetUpSecondFactor',
      also: readonly Write[],
    ): Promise<void> =>
      table.transact([
        {
          update: keys.account(before.id),
          change: {
            set: { [what]: true, sessionEpoch: before.sessionEpoch + 1 },
            add: { version: 1 },
            if: { exists: true, ...unchangedSince(before.version) },
          },
        },
        ...also,
      ]),

    /** Ends all sessions, as `require` does, and asks for nothing. */
    endEpoch: (before: Account, also: readonly Write[]): Promise<void> =>
      table.transact([
        {
          update: keys.account(before.id),
          change: {
            set: { sessionEpoch: before.sessionEpoch + 1 },
            add: { version: 1 },
            if: { exists: true, ...unchangedSince(before.version) },
          },
        },
        ...also,
      ]),

    /** A page of all people, the newest first; of those with a role, or of the suspended ones, in the order of their ids. */
    async list(
      which: { role: Account['role'] } | 'suspended' | 'all',
      limit: number,
      after: string | undefined,
    ): Promise<{ ids: string[]; next: string | undefined }> {
      const part = (pk: string) =>
        table.query({
          pk,
          limit,
          reverse: which === 'all',
          ...(after !== undefined && { after: { pk, sk: after } }),
        });
      if (which !== 'all') {
        const pk = which === 'suspended' ? keys.suspendedUsers() : keys.roleHolders(which.role);
        const { items, next } = await part(pk);
        return { ids: items.map(keys.listedUser), next: next && keys.placeInList(next) };
      }
      const parts = await Promise.all(keys.people().map(part));
      const newest = parts
        .flatMap((page) => page.items)
        .toSorted((a, b) => (keys.placeInList(a) < keys.placeInList(b) ? 1 : -1));
      const items = newest.slice(0, limit);
      const last = items.at(-1);
      const goesOn = newest.length > limit || parts.some(({ next }) => next);
      return { ids: items.map(keys.listedUser), next: last && goesOn ? keys.placeInList(last) : undefined };
    },

    /**
     * Suspends an account or, with `undefined`, ends that, together with what else is given; a suspension ends all sessions.
     * Rejects with `ConditionFailed`, having done nothing, if the account changed since it was read.
     */
    changeSuspension: (
      before: Account,
      suspension: Account['suspension'],
      also: readonly Write[],
    ): Promise<void> =>
      table.transact([
        {
          update: keys.account(before.id),
          change: {
            ...(suspension
              ? { set: { suspension, sessionEpoch: before.sessionEpoch + 1 } }
              : { remove: ['suspension'] }),
            add: { version: 1 },
            if: { exists: true, ...unchangedSince(before.version) },
          },
        },
        suspension
          ? { put: { ...keys.suspendedUser(before.id) } }
          : { delete: keys.suspendedUser(before.id) },
        ...also,
      ]),

    /** The sessions of a user, expired ones included until the table removes them. */
    async sessionsOf(userId: string): Promise<Session[]> {
      const sessions: Session[] = [];
      let page = await table.query(keys.sessions(userId));
      for (;;) {
        sessions.push(...page.items.map((item) => session.parse(item)));
        if (!page.next) return sessions;
        page = await table.query({ ...keys.sessions(userId), after: page.next });
      }
    },

    async getSession(userId: string, sessionId: string): Promise<Session | undefined> {
      const item = await table.get(keys.session(userId, sessionId));
      return item && session.parse(item);
    },

    /**
     * Moves a session on from `generation` to its next refresh token, and returns it as it is now: not moved where that
     * generation's token was traded before, `undefined` where the session has ended.
     */
    async rotate(
      { userId, sessionId, generation }: Pick<RefreshToken, 'userId' | 'sessionId' | 'generation'>,
      next: Pick<Session, 'rotatedAt' | 'expiresAt'>,
    ): Promise<Session | undefined> {
      try {
        const set = { ...next, generation: generation + 1 };
        const moved = { set, if: { equals: { generation } } };
        return session.parse(await table.update(keys.session(userId, sessionId), moved));
      } catch (error) {
        if (error instanceof ConditionFailed) return error.item && session.parse(error.item);
        throw error;
      }
    },

    async endSessions(userId: string, sessionIds: readonly string[]): Promise<void> {
      await Promise.all(sessionIds.map((sessionId) => table.delete(keys.session(userId, sessionId))));
    },
  };
}
