import { createHash } from 'node:crypto';
import * as z from 'zod';
import { bytes } from '../platform/bytes.ts';
import type { Clock, ProvidedUser, ProviderRequest, Random } from '../platform/ports.ts';
import type { Secrets } from '../platform/secrets.ts';
import { ConditionFailed, type Attributes, type Key, type Table, type Write } from '../platform/table.ts';
import { epochSeconds } from '../platform/time.ts';
import { keys } from './keys.ts';

/** How long one may take at a provider, and for the step after it. */
export const providerSeconds = 10 * 60;

/** A sign-in with a provider that has begun. Whatever else it needs derives from its ticket. */
const attemptItem = z.object({
  provider: z.string(),
  redirectUri: z.string(),
  /** Who connects an account by it; without it, it signs in. */
  userId: z.string().optional(),
  expiresAt: z.number(),
});
export type ProviderAttempt = Omit<z.infer<typeof attemptItem>, 'expiresAt'>;

/** Who a provider says signed in, and what is done once the rest was given. */
const pendingItem = z.discriminatedUnion('needs', [
  /** The account signs in once a code of it was given. */
  z.object({
    needs: z.literal('code'),
    identity: z.string(),
    provider: z.string(),
    userId: z.string(),
    /** Whether the account at the provider becomes one of the user's by this. */
    isNew: z.boolean(),
    /** The keyed hash of the address that connects the two. */
    emailHash: z.string(),
    expiresAt: z.number(),
  }),
  /** A new account, with its id, its data key, and its address sealed under that. */
  z.object({
    needs: z.literal('username'),
    identity: z.string(),
    provider: z.string(),
    userId: z.string(),
    keyId: z.string(),
    wrappedKey: bytes,
    sealedEmail: bytes,
    expiresAt: z.number(),
  }),
]);
export type PendingSignIn = z.infer<typeof pendingItem>;
export type FreshPending = PendingSignIn extends infer P
  ? P extends PendingSignIn
    ? Omit<P, 'expiresAt'>
    : never
  : never;

/** An account at a provider that signs in to a user's. */
const storedIdentity = z.object({
  id: z.string(),
  provider: z.string(),
  createdAt: z.number(),
  lastUsedAt: z.number().optional(),
});
export type StoredIdentity = z.infer<typeof storedIdentity>;

const claim = z.object({ userId: z.string() });

const hashOf = (secret: string, of: string): string =>
  createHash('sha256').update(`chatflow ${of}|${secret}`).digest('base64url');

/**
 * What a ticket stands for at the provider. Derived, so that who has the table alone, or sees the address of the provider,
 * learns nothing that the sign-in can be finished by.
 */
export const requestOf = (ticket: string, redirectUri: string): ProviderRequest => ({
  redirectUri,
  state: hashOf(ticket, 'state'),
  nonce: hashOf(ticket, 'nonce'),
  codeVerifier: hashOf(ticket, 'code verifier'),
});

export type IdentityStore = ReturnType<typeof identityStore>;

export function identityStore(
  tables: { durable: Table; ephemeral: Table },
  { random, clock, secrets }: { random: Random; clock: Clock; secrets: Secrets },
) {
  const { durable, ephemeral } = tables;

  /** Puts something under the hash of a fresh secret, which it gives. */
  async function keep(keyOf: (hash: string) => Key, item: Attributes): Promise<string> {
    const secret = Buffer.from(random(32)).toString('base64url');
    const expiresAt = epochSeconds(clock.now()) + providerSeconds;
    await ephemeral.put({ ...item, ...keyOf(hashOf(secret, 'key')), expiresAt });
    return secret;
  }

  async function find<T extends { expiresAt: number }>(
    key: Key,
    parse: (item: unknown) => T,
  ): Promise<T | undefined> {
    const item = await ephemeral.get(key);
    const found = item && parse(item);
    return found && found.expiresAt > epochSeconds(clock.now()) ? found : undefined;
  }

  /** Whether this call was the one that used it up. */
  const useUp = (key: Key) => succeeds(ephemeral.delete(key, { exists: true }));

  const attemptKey = (ticket: string) => keys.providerAttempt(hashOf(ticket, 'key'));
  const pendingKey = (token: string) => keys.pendingSignIn(hashOf(token, 'key'));

  return {
    /** Remembers a sign-in that begins, for ten minutes, and gives its ticket. */
    addAttempt: ({ provider, redirectUri, userId }: ProviderAttempt): Promise<string> =>
      keep(keys.providerAttempt, { provider, redirectUri, ...(userId !== undefined && { userId }) }),

    /** Takes an attempt by its ticket, which is then used up; `undefined` where there is none any more. */
    async takeAttempt(ticket: string): Promise<ProviderAttempt | undefined> {
      const found = await find(attemptKey(ticket), (item) => attemptItem.parse(item));
      return found && (await useUp(attemptKey(ticket))) ? found : undefined;
    },

    /** Remembers who signed in at a provider, for ten minutes, and gives the token that stands for it. */
    addPending: (pending: FreshPending): Promise<string> => keep(keys.pendingSignIn, { ...pending }),
    getPending: (token: string): Promise<PendingSignIn | undefined> =>
      find(pendingKey(token), (item) => pendingItem.parse(item)),
    /** Whether this call was the one that used it up. */
    usePending: (token: string): Promise<boolean> => useUp(pendingKey(token)),

    /** What stands for an account at a provider: a keyed hash, so that the table does not tell which one it is. */
    idOf: ({ issuer, subject }: Pick<ProvidedUser, 'issuer' | 'subject'>): Promise<string> =>
      secrets.mac('identity', JSON.stringify([issuer, subject])),

    /** The user whom an account at a provider signs in. */
    async ownerOf(identity: string): Promise<string | undefined> {
      const item = await durable.get(keys.identityClaim(identity));
      return item && claim.parse(item).userId;
    },

    /** The first page holds them all, at most `limits.identitiesPerUser` but for some that came at the same moment. */
    async list(userId: string): Promise<StoredIdentity[]> {
      const { items } = await durable.query(keys.identities(userId));
      return items.map((item) => storedIdentity.parse(item));
    },

    /** The writes that connect an account at a provider. The first fails where it is connected to a user. */
    add: (userId: string, { id, lastUsedAt, ...rest }: StoredIdentity): Write[] => [
      { put: { ...keys.identityClaim(id), userId }, if: { exists: false } },
      { put: { ...keys.identity(userId, id), id, ...rest, ...(lastUsedAt !== undefined && { lastUsedAt }) } },
    ],

    /** Connects an account at a provider, together with what else is given. Rejects with `ConditionFailed` where it is connected. */
    connect(userId: string, identity: StoredIdentity, also: readonly Write[]): Promise<void> {
      return durable.transact([...this.add(userId, identity), ...also]);
    },

    /** The write that notes a sign-in. It fails where the account at the provider is not connected any more. */
    noteUse: (userId: string, id: string, at: number): Write => ({
      update: keys.identity(userId, id),
      change: { set: { lastUsedAt: at }, if: { exists: true } },
    }),

    /** Disconnects, together with what else is given. Whether it was connected. */
    remove: (userId: string, id: string, also: readonly Write[]): Promise<boolean> =>
      succeeds(
        durable.transact([
          { delete: keys.identity(userId, id), if: { exists: true } },
          { delete: keys.identityClaim(id), if: { equals: { userId } } },
          ...also,
        ]),
      ),
  };
}

async function succeeds(write: Promise<void>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed) return false;
    throw error;
  }
}
