import * as z from 'zod';
import { ConditionFailed, type Change, type Table, type Write } from '../platform/table.ts';
import type { AccountsContext } from './context.ts';
import { keys } from './keys.ts';
import type { Account, Session } from './model.ts';
import { accountKey } from './views.ts';

/** Whose device an address leads to. */
const pushClaim = z.object({ userId: z.string(), sessionId: z.string() });
export type PushClaim = z.infer<typeof pushClaim>;

/** Takes the address from a session that still has it. */
const forget = (hash: string): Change => ({
  remove: ['pushAddress', 'pushHash'],
  if: { equals: { pushHash: hash } },
});

export type PushAddressStore = ReturnType<typeof pushAddressStore>;

/** Where pushes reach the devices that are signed in. Each address leads to one session: that which named it last. */
export function pushAddressStore(table: Table) {
  return {
    async claimOf(hash: string): Promise<PushClaim | undefined> {
      const item = await table.get(keys.pushClaim(hash));
      return item && pushClaim.parse(item);
    },

    /** Whether a session is reached there. */
    async has({ userId, sessionId }: PushClaim, hash: string): Promise<boolean> {
      const item = await table.get(keys.session(userId, sessionId));
      return item?.['pushHash'] === hash;
    },

    /**
     * Has a session reached at an address, which is taken from the session that has it (`from`), together with what else is given.
     * `claim` is that of the address as it was read; the new one is kept until `expiresAt`, in epoch seconds. Rejects with
     * `ConditionFailed`, having done nothing, if the session has ended or the address was moved meanwhile.
     */
    set: (
      { userId, id: sessionId }: Pick<Session, 'userId' | 'id'>,
      { address, hash, expiresAt }: { address: Uint8Array; hash: string; expiresAt: number },
      { claim, from }: { claim: PushClaim | undefined; from: PushClaim | undefined },
      also: readonly Write[],
    ): Promise<void> =>
      table.transact([
        {
          update: keys.session(userId, sessionId),
          change: { set: { pushAddress: address, pushHash: hash }, if: { exists: true } },
        },
        {
          put: { ...keys.pushClaim(hash), userId, sessionId, expiresAt },
          if: claim ? { equals: { ...claim } } : { exists: false },
        },
        ...(from ? [{ update: keys.session(from.userId, from.sessionId), change: forget(hash) }] : []),
        ...also,
      ]),

    /** Forgets how a session is reached, if that is still so. */
    async remove({ userId, sessionId }: PushClaim, hash: string): Promise<void> {
      try {
        await table.update(keys.session(userId, sessionId), forget(hash));
      } catch (error) {
        // it has another one, or ended
        if (!(error instanceof ConditionFailed)) throw error;
      }
    },
  };
}

/** Where an address belongs: it opens nowhere else. */
const addressPlace = (userId: string, sessionId: string) => ['push', userId, sessionId];

/** An address as it is stored with a session of an account. */
export const sealPushAddress = (
  { envelope }: Pick<AccountsContext, 'envelope'>,
  account: Account,
  sessionId: string,
  address: string,
): Promise<Uint8Array> => envelope.seal(accountKey(account), addressPlace(account.id, sessionId), address);

/** The address that a session has, opened. */
export const openPushAddress = async (
  { envelope }: Pick<AccountsContext, 'envelope'>,
  account: Account,
  { id, pushAddress }: Pick<Session, 'id' | 'pushAddress'>,
): Promise<string | undefined> =>
  pushAddress && envelope.open(accountKey(account), addressPlace(account.id, id), pushAddress);
