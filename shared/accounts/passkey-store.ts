import { createHash } from 'node:crypto';
import * as z from 'zod';
import { bytes } from '../platform/bytes.ts';
import { newId } from '../platform/ids.ts';
import type { Clock, Random } from '../platform/ports.ts';
import { ConditionFailed, type Table } from '../platform/table.ts';
import { epochSeconds } from '../platform/time.ts';
import { keys } from './keys.ts';

/** The public half of a passkey, as a browser gave it. */
const storedPasskey = z.object({
  id: z.string(),
  credentialId: z.string(),
  publicKey: bytes,
  /** How often it signed, by its own word; some always say 0. */
  counter: z.number(),
  transports: z.array(z.string()).default([]),
  name: z.string(),
  createdAt: z.number(),
  lastUsedAt: z.number().optional(),
});
export type StoredPasskey = z.infer<typeof storedPasskey>;

/** What a passkey is to sign, where and by whom. */
const challengeItem = z.object({
  challenge: z.string(),
  purpose: z.enum(['add', 'sign-in']),
  /** Who may add a passkey by it. */
  userId: z.string().optional(),
  origin: z.string(),
  expiresAt: z.number(),
});
export type Challenge = z.infer<typeof challengeItem>;

const challengeSeconds = 5 * 60;

/** A credential id can be longer than a key of the table. */
const passkeyId = (credentialId: string) =>
  createHash('sha256').update(credentialId).digest('base64url').slice(0, 22);

export type PasskeyStore = ReturnType<typeof passkeyStore>;

export function passkeyStore(
  tables: { durable: Table; ephemeral: Table },
  { random, clock }: { random: Random; clock: Clock },
) {
  const { durable, ephemeral } = tables;
  return {
    /** Keeps what is to be signed, for five minutes, and gives its id. */
    async addChallenge(challenge: Omit<Challenge, 'expiresAt'>): Promise<string> {
      const id = newId(random, 'chl');
      const { userId, ...rest } = challenge;
      const expiresAt = epochSeconds(clock.now()) + challengeSeconds;
      await ephemeral.put({
        ...keys.challenge(id),
        ...rest,
        ...(userId !== undefined && { userId }),
        expiresAt,
      });
      return id;
    },

    /** Takes a challenge, which is then used up; `undefined` where there is none any more. */
    async takeChallenge(id: string): Promise<Challenge | undefined> {
      const item = await ephemeral.get(keys.challenge(id));
      if (!item) return undefined;
      try {
        await ephemeral.delete(keys.challenge(id), { exists: true });
      } catch (error) {
        if (error instanceof ConditionFailed) return undefined;
        throw error;
      }
      const challenge = challengeItem.parse(item);
      return challenge.expiresAt > epochSeconds(clock.now()) ? challenge : undefined;
    },

    /** At most `limits.passkeysPerUser`, so one page. */
    async list(userId: string): Promise<StoredPasskey[]> {
      const { items } = await durable.query(keys.passkeys(userId));
      return items.map((item) => storedPasskey.parse(item));
    },

    async byCredential(userId: string, credentialId: string): Promise<StoredPasskey | undefined> {
      const item = await durable.get(keys.passkey(userId, passkeyId(credentialId)));
      return item && storedPasskey.parse(item);
    },

    async add(userId: string, fresh: Omit<StoredPasskey, 'id'>): Promise<StoredPasskey> {
      const id = passkeyId(fresh.credentialId);
      const passkey = { ...fresh, id };
      const { lastUsedAt, ...rest } = passkey;
      await durable.put({
        ...keys.passkey(userId, id),
        ...rest,
        ...(lastUsedAt !== undefined && { lastUsedAt }),
      });
      return passkey;
    },

    /** Notes that it signed. Rejects with `ConditionFailed` if it did so elsewhere since it was read, or is gone. */
    async noteUse(userId: string, { id, counter }: StoredPasskey, now: { counter: number; at: number }) {
      await durable.update(keys.passkey(userId, id), {
        set: { counter: now.counter, lastUsedAt: now.at },
        if: { exists: true, equals: { counter } },
      });
    },

    /** Whether there was such a passkey. */
    async remove(userId: string, id: string): Promise<boolean> {
      try {
        await durable.delete(keys.passkey(userId, id), { exists: true });
        return true;
      } catch (error) {
        if (error instanceof ConditionFailed) return false;
        throw error;
      }
    },
  };
}
