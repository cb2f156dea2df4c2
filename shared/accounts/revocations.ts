import * as z from 'zod';
import { Unavailable } from '../platform/errors.ts';
import type { Clock } from '../platform/ports.ts';
import type { Table } from '../platform/table.ts';
import { epochSeconds } from '../platform/time.ts';
import { role, type Role } from '../protocol/index.ts';
import { keys } from './keys.ts';
import type { Caller } from './model.ts';

const revocation = z.union([
  z.object({ sessionId: z.string(), at: z.number(), expiresAt: z.number() }),
  z.object({ userId: z.string(), role, at: z.number(), expiresAt: z.number() }),
]);

/** An instance looks for new revocations this often at most, so that one takes effect everywhere within this and a read. */
const lookEveryMs = 1_000;
/** Looks overlap by this much: the clocks of two machines differ. */
const overlapMs = 10_000;
/** For how long an instance goes by what it knew while the table is down; after that it lets no one in. */
const withoutLookMs = 10_000;

export type Revocations = ReturnType<typeof createRevocations>;

/**
 * Sessions that ended, and roles that changed, while access tokens that say otherwise were still valid. There is one short list
 * for all: each entry is of use only until the last of those tokens expires. An instance reads what is new of it once a
 * second, while it has requests, however many: one read unit.
 */
export function createRevocations(deps: { ephemeral: Table; clock: Clock; accessTokenSeconds: number }) {
  const { ephemeral, clock } = deps;
  /** Until when (epoch milliseconds) the tokens of a session must be refused. */
  const revoked = new Map<string, number>();
  /** The role that a user has got, and until when tokens may say another. */
  const roles = new Map<string, { role: Role; at: number; until: number }>();
  let lookedAt = -Infinity;
  let looking: Promise<void> | undefined;

  function note(entry: z.infer<typeof revocation>): void {
    const until = entry.expiresAt * 1000;
    if ('sessionId' in entry) revoked.set(entry.sessionId, until);
    // looks overlap, so that an earlier change can come again
    else if (entry.at >= (roles.get(entry.userId)?.at ?? 0)) {
      roles.set(entry.userId, { role: entry.role, at: entry.at, until });
    }
  }

  /** Until when an entry of this moment is of use, in epoch seconds: tokens live that long, and the clocks of other machines differ. */
  const usedUntil = (at: number) => epochSeconds(at + overlapMs) + deps.accessTokenSeconds + 1;

  async function look(): Promise<void> {
    const now = clock.now();
    const oldest = now - deps.accessTokenSeconds * 1000;
    const from = Math.max(oldest, lookedAt) - overlapMs;
    let page = await ephemeral.query(keys.revocationsFrom(from));
    for (;;) {
      for (const item of page.items) {
        note(revocation.parse(item));
      }
      if (!page.next) break;
      page = await ephemeral.query({ ...keys.revocationsFrom(from), after: page.next });
    }
    for (const [sessionId, until] of revoked) if (until <= now) revoked.delete(sessionId);
    for (const [userId, { until }] of roles) if (until <= now) roles.delete(userId);
    lookedAt = now;
  }

  async function lookIfDue(): Promise<void> {
    if (clock.now() - lookedAt < lookEveryMs) return;
    looking ??= look().finally(() => (looking = undefined));
    try {
      await looking;
    } catch (error) {
      const tolerable = error instanceof Unavailable && clock.now() - lookedAt < withoutLookMs;
      if (!tolerable) throw error;
    }
  }

  return {
    /** From now on the access tokens of these sessions are refused, here at once and everywhere within 2 seconds. */
    async revoke(sessionIds: readonly string[]): Promise<void> {
      const at = clock.now();
      const expiresAt = usedUntil(at);
      await Promise.all(
        sessionIds.map((sessionId) =>
          ephemeral.put({ ...keys.revocation(at, sessionId), sessionId, at, expiresAt }),
        ),
      );
      for (const sessionId of sessionIds) revoked.set(sessionId, expiresAt * 1000);
    },

    /** From now on access tokens that say another role of this user count as expired, here at once and everywhere within 2 seconds. */
    async changeRole(userId: string, role: Role): Promise<void> {
      const at = clock.now();
      const entry = { userId, role, at, expiresAt: usedUntil(at) };
      await ephemeral.put({ ...keys.revocation(at, userId), ...entry });
      note(entry);
    },

    /** Whether the role in an access token of this user is not theirs any more. Rejects with `Unavailable`. */
    async hasOtherRole({ userId, role }: Pick<Caller, 'userId' | 'role'>): Promise<boolean> {
      await lookIfDue();
      const known = roles.get(userId);
      return known !== undefined && known.role !== role;
    },

    /** Whether access tokens of this session are refused. Rejects with `Unavailable`. */
    async has(sessionId: string): Promise<boolean> {
      await lookIfDue();
      return revoked.has(sessionId);
    },
  };
}
