import * as z from 'zod';
import { bytes } from '../platform/bytes.ts';
import { ConditionFailed, type Table, type Write } from '../platform/table.ts';
import { unchangedSince } from '../platform/versions.ts';
import { keys } from './keys.ts';

/** The authenticator app of an account, and what stands for it when it is lost. */
const secondFactorItem = z.object({
  /** The secret of the app whose codes count, sealed under the account's data key. */
  sealedSecret: bytes.optional(),
  /** When it was turned on, in epoch milliseconds. */
  since: z.number().optional(),
  /** The 30 seconds, counted from 1970, whose code was used last: no code counts twice. */
  lastStep: z.number().default(0),
  /** Keyed hashes of the recovery codes that are unused. */
  recoveryCodes: z.array(z.string()).default([]),
  /** The secret of an app that is being set up. */
  sealedPending: bytes.optional(),
  version: z.number().default(0),
});
export type StoredSecondFactor = z.infer<typeof secondFactorItem>;

export type SecondFactorStore = ReturnType<typeof secondFactorStore>;

export function secondFactorStore(table: Table) {
  return {
    async get(userId: string): Promise<StoredSecondFactor> {
      const item = await table.get(keys.secondFactor(userId));
      return secondFactorItem.parse(item ?? {});
    },

    /** Keeps the secret of an app that is being set up, in the place of one before. */
    async setPending(userId: string, sealedPending: Uint8Array): Promise<void> {
      await table.update(keys.secondFactor(userId), { set: { sealedPending }, add: { version: 1 } });
    },

    /** Notes that the code of this step was used. `false`: it was before. */
    async useStep(userId: string, step: number): Promise<boolean> {
      return holds(
        table.update(keys.secondFactor(userId), {
          set: { lastStep: step },
          if: { exists: true, below: { lastStep: step } },
        }),
      );
    },

    /** Takes a recovery code out, as the factor was read. `false`: it changed since. */
    async useRecoveryCode(userId: string, factor: StoredSecondFactor, hash: string): Promise<boolean> {
      const recoveryCodes = factor.recoveryCodes.filter((other) => other !== hash);
      return holds(
        table.update(keys.secondFactor(userId), {
          set: { recoveryCodes },
          add: { version: 1 },
          if: { exists: true, ...unchangedSince(factor.version) },
        }),
      );
    },

    /** The write that makes the app that was set up the one whose codes count. It fails where the factor changed. */
    turnOn(
      userId: string,
      factor: StoredSecondFactor & { sealedPending: Uint8Array },
      set: { since: number; lastStep: number; recoveryCodes: string[] },
    ): Write {
      return {
        update: keys.secondFactor(userId),
        change: {
          set: { ...set, sealedSecret: factor.sealedPending },
          remove: ['sealedPending'],
          add: { version: 1 },
          if: { exists: true, ...unchangedSince(factor.version) },
        },
      };
    },

    /** The write that forgets all of it. */
    turnOff: (userId: string): Write => ({ delete: keys.secondFactor(userId) }),

    async setRecoveryCodes(userId: string, recoveryCodes: string[]): Promise<void> {
      await table.update(keys.secondFactor(userId), {
        set: { recoveryCodes },
        add: { version: 1 },
        if: { exists: true },
      });
    },
  };
}

/** Whether a conditional write was done. */
async function holds(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed) return false;
    throw error;
  }
}
