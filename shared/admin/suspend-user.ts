import * as z from 'zod';
import {
  endAllSessions,
  requireRole,
  type Account,
  type AccountsContext,
  type Authority,
} from '../accounts/index.ts';
import { operator } from '../platform/audit/actions.ts';
import { ChatError } from '../platform/errors.ts';
import { isBotId } from '../platform/ids.ts';
import { wireTime } from '../platform/time.ts';
import { untilUnchanged } from '../platform/versions.ts';
import { limits, multiline } from '../protocol/index.ts';
import { endSockets } from '../realtime/index.ts';

export const suspendRequest = z.strictObject({
  /** Of the user who is suspended. */
  username: z.string().min(1),
  /** When it ends by itself; without it, when the user is reinstated. */
  until: z.iso.datetime({ offset: true }).optional(),
  /** What the user reads. */
  reason: multiline.max(limits.reasonCharacters).default(''),
});

export const reinstateRequest = z.strictObject({ username: z.string().min(1) });

/** A user and when their suspension ends: `null` is not by itself. */
export interface Suspended {
  userId: string;
  until: string | null;
}

/**
 * Keeps a user from signing in, and ends all their sessions: sockets at once, access tokens within 2 seconds. It may be done
 * again, which changes its end and its reason, and completes what was interrupted. Throws `user_not_found`,
 * `validation_failed` for an end that is over, and as `requireRole` does.
 */
export async function suspendUser(
  context: AccountsContext,
  authority: Authority,
  { username, until: ends, reason }: z.infer<typeof suspendRequest>,
): Promise<Suspended> {
  await requireRole(context, 'suspendUsers', authority);
  const at = context.clock.now();
  const until = ends === undefined ? null : Date.parse(ends);
  if (until !== null && until <= at) {
    throw new ChatError('validation_failed', 'until: must be in the future', [
      { path: 'until', message: 'must be in the future' },
    ]);
  }
  const { id } = await change(context, authority, username, 'suspend', { at, until, reason });
  // after the account, so that no session begins in between
  await endAllSessions(context, { userId: id, reason: 'suspended' });
  await endBotSockets(context, id);
  return { userId: id, until: until === null ? null : wireTime(until) };
}

/** The tokens of a suspended bot, and of the bots of a suspended user, do not work for now; their sockets are closed. */
async function endBotSockets(context: AccountsContext, userId: string): Promise<void> {
  const botIds = isBotId(userId) ? [userId] : await context.accounts.botsOf(userId);
  await Promise.all(botIds.map((botId) => endSockets(context, botId, 'suspended', () => true)));
}

/** Lets a suspended user sign in again. It may be done again. Throws `user_not_found`, and as `requireRole` does. */
export async function reinstateUser(
  context: AccountsContext,
  authority: Authority,
  { username }: z.infer<typeof reinstateRequest>,
): Promise<{ userId: string }> {
  await requireRole(context, 'suspendUsers', authority);
  const { id } = await change(context, authority, username, 'reinstate', undefined);
  return { userId: id };
}

/** Puts the suspension of an account in the place of the one that it had, and records it. */
async function change(
  context: AccountsContext,
  authority: Authority,
  username: string,
  action: 'suspend' | 'reinstate',
  suspension: Account['suspension'],
): Promise<Account> {
  const userId = await context.accounts.idOfUsername(username);
  if (userId === undefined) throw new ChatError('user_not_found');
  return untilUnchanged(async () => {
    const account = await context.accounts.get(userId);
    if (!account) throw new ChatError('user_not_found');
    if (suspension === undefined && account.suspension === undefined) return account;
    const entry = await context.audit.entry({
      action,
      actor: authority === 'operator' ? operator : authority.userId,
      subject: userId,
      outcome: 'done',
    });
    await context.accounts.changeSuspension(account, suspension, [entry]);
    return account;
  });
}
