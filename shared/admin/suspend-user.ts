import * as z from 'zod';
import { endAllSessions, sealReason, type AccountsContext } from '../accounts/index.ts';
import { ChatError } from '../platform/errors.ts';
import { isBotId } from '../platform/ids.ts';
import { wireTime } from '../platform/time.ts';
import { limits, multiline } from '../protocol/index.ts';
import { endSockets } from '../realtime/index.ts';
import type { Acting } from './acting.ts';
import { changeAccount } from './change-account.ts';

export const suspendRequest = z.strictObject({
  /** Of the user who is suspended. */
  username: z.string().min(1),
  /** When it ends by itself; without it, when the user is reinstated. */
  until: z.iso.datetime({ offset: true }).optional(),
  /** What the user reads. */
  reason: multiline.max(limits.reasonCharacters).default(''),
});

export const reinstateRequest = z.strictObject({ username: z.string().min(1) });

/** Why a user is suspended, and until when, in epoch milliseconds: `null` is not by itself. */
export interface SuspensionTerms {
  until: number | null;
  reason: string;
}

/** A user and when their suspension ends: `null` is not by itself. */
export interface Suspended {
  userId: string;
  until: string | null;
}

/**
 * Keeps a user from signing in, and ends all their sessions: sockets at once, access tokens within 2 seconds. It may be done
 * again, which changes its end and its reason, and completes what was interrupted. Throws `time_in_past` for an end that is over, and
 * as `changeAccount` does.
 */
export async function suspendUser(
  context: AccountsContext,
  acting: Acting,
  userId: string,
  { until, reason }: SuspensionTerms,
): Promise<Suspended> {
  const at = context.clock.now();
  if (until !== null && until <= at) throw new ChatError('time_in_past', 'until: must be in the future');
  await changeAccount(context, acting, userId, {
    permission: 'suspendUsers',
    audit: { action: 'suspend' },
    write: async (target, also) => {
      const sealedReason = await sealReason(context, target, reason);
      await context.accounts.changeSuspension(target, { at, until, sealedReason }, also);
    },
  });
  // after the account, so that no session begins in between
  await endAllSessions(context, { userId, reason: 'suspended' });
  await endBotSockets(context, userId);
  return { userId, until: until === null ? null : wireTime(until) };
}

/** The tokens of a suspended bot, and of the bots of a suspended user, do not work for now; their sockets are closed. */
async function endBotSockets(context: AccountsContext, userId: string): Promise<void> {
  const botIds = isBotId(userId) ? [userId] : await context.accounts.botsOf(userId);
  await Promise.all(botIds.map((botId) => endSockets(context, botId, 'suspended', () => true)));
}

/** Lets a suspended user sign in again. It may be done again. Throws as `changeAccount` does. */
export async function reinstateUser(
  context: AccountsContext,
  acting: Acting,
  userId: string,
): Promise<{ userId: string }> {
  await changeAccount(context, acting, userId, {
    permission: 'suspendUsers',
    audit: { action: 'reinstate' },
    isDone: ({ suspension }) => suspension === undefined,
    write: (target, also) => context.accounts.changeSuspension(target, undefined, also),
  });
  return { userId };
}
