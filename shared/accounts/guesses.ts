import * as z from 'zod';
import { RateLimited } from '../platform/errors.ts';
import type { Clock } from '../platform/ports.ts';
import type { Table } from '../platform/table.ts';
import { epochSeconds } from '../platform/time.ts';
import { unchangedSince, untilUnchanged } from '../platform/versions.ts';
import { keys } from './keys.ts';

/**
 * How many wrong passwords or codes one account takes in any window, wherever they come from. The last ones are kept for
 * devices that were signed in before, so that a stranger who guesses does not lock the owner out.
 */
export const guessLimits = { perWindow: 10, byStrangers: 8, windowSeconds: 15 * 60 } as const;

const guessItem = z.object({ tries: z.array(z.number()), version: z.number() });

export type Guesses = ReturnType<typeof createGuesses>;

/**
 * Counts guesses of passwords and codes. They are counted before they are looked at, so that many at once do not help.
 * Unless they are `limited`, all are looked at: for load tests on one machine.
 */
export function createGuesses(deps: { ephemeral: Table; clock: Clock; limited: boolean }) {
  const { ephemeral, clock } = deps;
  const windowMs = guessLimits.windowSeconds * 1000;

  async function change(account: string, decide: (tries: number[], now: number) => number[]): Promise<void> {
    await untilUnchanged(async () => {
      const item = await ephemeral.get(keys.guesses(account));
      const { tries, version } = item ? guessItem.parse(item) : { tries: [], version: 0 };
      const now = clock.now();
      const lately = tries.filter((at) => at > now - windowMs);
      await ephemeral.update(keys.guesses(account), {
        set: { tries: decide(lately, now), expiresAt: epochSeconds(now + windowMs) + 1 },
        add: { version: 1 },
        if: unchangedSince(version),
      });
    });
  }

  return {
    /**
     * Whether `isRight` says so of a guess at the account (its id, or what stands for one that does not exist). Only wrong ones
     * count. Throws `rate_limited` without asking, where there were too many.
     */
    async attempt(
      account: string,
      { knownDevice }: { knownDevice: boolean },
      isRight: () => Promise<boolean>,
    ): Promise<boolean> {
      if (!deps.limited) return isRight();
      const most = knownDevice ? guessLimits.perWindow : guessLimits.byStrangers;
      let counted = 0;
      await change(account, (tries, now) => {
        const [oldest = now] = tries.slice(-most);
        if (tries.length >= most) {
          throw new RateLimited(
            { burst: most, refillSeconds: guessLimits.windowSeconds / most },
            oldest + windowMs - now,
          );
        }
        counted = now;
        return [...tries, now];
      });
      const right = await isRight();
      if (right) {
        await change(account, (tries) => {
          const own = tries.lastIndexOf(counted);
          return own === -1 ? tries : tries.toSpliced(own, 1);
        });
      }
      return right;
    },
    /** Forgets the guesses: the owner has proved who they are in another way. */
    forget: (account: string): Promise<void> => change(account, () => []),
  };
}
