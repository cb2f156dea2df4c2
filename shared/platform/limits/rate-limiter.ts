import { LRUCache } from 'lru-cache';
import * as z from 'zod';
import { limits } from '../../protocol/index.ts';
import { atMost } from '../at-most.ts';
import type { DeploymentSettingsStore } from '../deployment-settings.ts';
import { RateLimited, Unavailable } from '../errors.ts';
import { keys } from '../keys.ts';
import type { Logger } from '../logger.ts';
import type { Clock } from '../ports.ts';
import { ConditionFailed, type Table } from '../table.ts';
import { epochSeconds } from '../time.ts';
import { rateLimits, type RateLimit, type RateLimitName } from './rate-limits.ts';

/** Counts what callers do, and refuses what is too often. */
export interface RateLimiter {
  /**
   * Lets one more through for `key` (a user id, an address, …). Throws `RateLimited` (`rate_limited`) with the time to wait;
   * rejects with `Unavailable` where the limit refuses while the table is down.
   */
  take(name: RateLimitName, key: string): Promise<void>;
}

/** Lets everything through: for load tests on one machine. */
export const noRateLimits: RateLimiter = { take: () => Promise.resolve() };

/**
 * `at`: when the whole allowance would be there again, in epoch milliseconds: the "theoretical arrival time" of the
 * generic cell rate algorithm (ITU-T I.371), so that one number is a whole token bucket.
 */
const bucketItem = z.object({ at: z.number() });

/** What an instance knows of a bucket. */
interface Known {
  /** As it was written last; `undefined`: not known. */
  at: number | undefined;
  /** Let through since then and not written yet. */
  unwritten: number;
  /** Refused until then. */
  refusedUntil: number;
  /** The last write of this instance, which the next one waits for: they would only get in each other's way. */
  writing: Promise<unknown>;
}
const knownBuckets = 20_000;
/** So often another instance can be first before a caller is sent away: only a flood gets there. */
const maxAttempts = 5;

/** How often a user can send, by the settings of the administrators: a minute's worth at once. */
function sendLimit(messagesPerMinute: number): RateLimit {
  const { send } = rateLimits;
  if (messagesPerMinute >= limits.messagesPerMinute) return send;
  return {
    ...send,
    burst: Math.min(send.burst, messagesPerMinute),
    refillSeconds: 60 / messagesPerMinute,
    lot: Math.max(1, Math.min(send.lot, Math.floor(messagesPerMinute / 10))),
  };
}

export function createRateLimiter(deps: {
  ephemeral: Table;
  clock: Clock;
  log: Logger;
  settings: Pick<DeploymentSettingsStore, 'current'>;
}): RateLimiter {
  const { ephemeral, clock, log, settings } = deps;

  async function limitOf(name: RateLimitName): Promise<RateLimit> {
    if (name !== 'send') return rateLimits[name];
    try {
      return sendLimit((await settings.current()).messagesPerMinute);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      log.warn({ err: error }, 'the limit on sending is not known');
      return rateLimits.send;
    }
  }
  const buckets = new LRUCache<string, Known>(atMost(knownBuckets));

  /** Takes `lot` out of the stored bucket. Returns how long to wait until it holds them: 0, if it did. */
  async function takeLot(name: RateLimitName, limit: RateLimit, key: string, known: Known): Promise<number> {
    const interval = limit.refillSeconds * 1000;
    for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
      const now = clock.now();
      const full = known.at === undefined || known.at <= now;
      const at = Math.max(known.at ?? 0, now) + limit.lot * interval;
      const wait = at - now - limit.burst * interval;
      if (wait > 0) return wait;
      const expiresAt = epochSeconds(at) + 1;
      try {
        // a bucket that is full is taken as such, whatever is stored of it; from another one only what was seen is taken
        const unchanged = full ? { below: { at: now + 1 } } : { equals: { at: known.at ?? 0 } };
        await ephemeral.update(keys.rateLimit(name, key), { set: { at, expiresAt }, if: unchanged });
        known.at = at;
        return 0;
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
        known.at = error.item && bucketItem.parse(error.item).at;
      }
    }
    return interval;
  }

  /** Throws `RateLimited` before `until`. */
  function refuseUntil(until: number, limit: RateLimit): void {
    const wait = until - clock.now();
    if (wait > 0) throw new RateLimited(limit, wait);
  }

  return {
    async take(name, key) {
      const limit = await limitOf(name);
      const id = `${name}|${key}`;
      let known = buckets.get(id);
      if (!known) {
        known = { at: undefined, unwritten: 0, refusedUntil: 0, writing: Promise.resolve() };
        buckets.set(id, known);
      }
      refuseUntil(known.refusedUntil, limit);
      known.unwritten += 1;
      if (known.unwritten < limit.lot) return;
      known.unwritten = 0;
      try {
        await oneByOne(known, async (bucket) => {
          refuseUntil(bucket.refusedUntil, limit);
          const wait = await takeLot(name, limit, key, bucket);
          bucket.refusedUntil = clock.now() + wait;
          refuseUntil(bucket.refusedUntil, limit);
        });
      } catch (error) {
        if (!(error instanceof Unavailable) || limit.whenDown === 'refuse') throw error;
        log.warn({ err: error, limit: name }, 'a rate limit was not counted');
      }
    },
  };
}

async function oneByOne(known: Known, write: (known: Known) => Promise<void>): Promise<void> {
  const before = known.writing;
  const writing = before.then(() => write(known));
  // the next one waits for it, however it ends; how it ends is for this caller
  known.writing = writing.catch(() => undefined);
  await writing;
}
