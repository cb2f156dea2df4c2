import { expect, test } from 'vitest';
import * as fc from 'fast-check';
import { RateLimited, Unavailable } from '../../../../shared/platform/errors.ts';
import { firstSettings } from '../../../../shared/platform/deployment-settings.ts';
import { createRateLimiter } from '../../../../shared/platform/limits/rate-limiter.ts';
import { rateLimits, type RateLimitName } from '../../../../shared/platform/limits/rate-limits.ts';
import { createLogger } from '../../../../shared/platform/logger.ts';
import { aroundTable } from '../../../../shared/platform/around-table.ts';
import { temporaryDatabase } from '../../../support/backend/database.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

const log = createLogger('silent');

function setUp() {
  const clock = new ManualClock();
  const database = temporaryDatabase();
  const current = () => Promise.resolve(firstSettings);
  let [writes, down] = [0, false];
  const ephemeral = aroundTable(database.table('ephemeral'), (_, perform) => {
    writes += 1;
    return down ? Promise.reject(new Unavailable('The database', undefined)) : perform();
  });
  return {
    clock,
    /** One more instance on the same store. */
    limiter: () => createRateLimiter({ ephemeral, clock, log, settings: { current } }),
    writes: () => writes,
    goDown: () => (down = true),
  };
}

/** How many of `times` were let through, one after the other. */
async function passed(take: () => Promise<void>, times: number): Promise<number> {
  let count = 0;
  for (let index = 0; index < times; index += 1) {
    try {
      await take();
      count += 1;
    } catch (error) {
      if (!(error instanceof RateLimited)) throw error;
    }
  }
  return count;
}

test('lets the burst through, then one more for each refill', async () => {
  const { clock, limiter } = setUp();
  const limit = limiter();
  const { burst, refillSeconds } = rateLimits.accountMail;
  const take = () => limit.take('accountMail', 'ann');
  expect(await passed(take, burst + 3)).toBe(burst);
  clock.advance(refillSeconds * 1000 - 1);
  expect(await passed(take, 1)).toBe(0);
  clock.advance(1);
  expect(await passed(take, 2)).toBe(1);
  clock.advance(refillSeconds * 1000 * burst);
  expect(await passed(take, burst + 3)).toBe(burst);
});

test('says when it will let one more through', async () => {
  const { clock, limiter } = setUp();
  const limit = limiter();
  const take = () => limit.take('accountMail', 'ann');
  await passed(take, rateLimits.accountMail.burst);
  clock.advance(60_000);
  const refused = await take().catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'rate_limited', retryAfterMs: 120_000 });
  clock.advance(120_000);
  await expect(take()).resolves.toBeUndefined();
});

test('counts each key and each limit by itself', async () => {
  const { limiter } = setUp();
  const limit = limiter();
  await passed(() => limit.take('accountMail', 'ann'), 10);
  await expect(limit.take('accountMail', 'bob')).resolves.toBeUndefined();
  await expect(limit.take('connect', 'ann')).resolves.toBeUndefined();
});

test.each([1, 2, 5])(
  '%d instances together let no more than the burst through, also at once',
  async (instances) => {
    const { limiter } = setUp();
    const limits = Array.from({ length: instances }, limiter);
    const takes = limits.flatMap((limit) =>
      Array.from({ length: 10 }, () => limit.take('accountMail', 'ann')),
    );
    const outcomes = await Promise.allSettled(takes);
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(
      rateLimits.accountMail.burst,
    );
  },
);

test('a send costs a tenth of a write, and a slow sender none', async () => {
  const { clock, limiter, writes } = setUp();
  const limit = limiter();
  await passed(() => limit.take('send', 'ann'), 1_000);
  expect(writes()).toBe(100);
  for (let person = 0; person < 200; person += 1) await limit.take('send', `person-${person}`);
  clock.advance(1_000);
  expect(writes()).toBe(100);
});

test('a refusal is remembered and asks the table nothing', async () => {
  const { limiter, writes } = setUp();
  const limit = limiter();
  await passed(() => limit.take('accountMail', 'ann'), rateLimits.accountMail.burst + 1);
  const before = writes();
  expect(await passed(() => limit.take('accountMail', 'ann'), 100)).toBe(0);
  expect(writes()).toBe(before);
});

test('in any stretch of time no more pass than the burst and what was refilled', async () => {
  const name: RateLimitName = 'refresh';
  const { burst, refillSeconds } = rateLimits[name];
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(40), fc.nat(60_000)), { maxLength: 12 }), async (steps) => {
      const { clock, limiter } = setUp();
      const limit = limiter();
      const passes: number[] = [];
      for (const [tries, pause] of steps) {
        const count = await passed(() => limit.take(name, 'ann'), tries);
        passes.push(...Array<number>(count).fill(clock.now()));
        clock.advance(pause);
      }
      for (const [index, from] of passes.entries()) {
        for (const [later, to] of passes.entries()) {
          if (later < index) continue;
          const allowed = burst + (to - from) / (refillSeconds * 1000);
          expect(later - index + 1).toBeLessThanOrEqual(Math.floor(allowed + 1e-9));
        }
      }
    }),
    { numRuns: 15 },
  );
});

test('while the table is down, each limit does what its row says', async () => {
  const { limiter, goDown } = setUp();
  const limit = limiter();
  goDown();
  for (const [name, { whenDown, lot }] of Object.entries(rateLimits)) {
    const attempts = Array.from({ length: lot }, () => limit.take(name as RateLimitName, 'ann'));
    const outcomes = await Promise.allSettled(attempts);
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused, name).toHaveLength(whenDown === 'refuse' ? 1 : 0);
  }
});
