import { unauthenticated, type AuditSource, type PlainAction } from '../platform/audit/actions.ts';
import { ChatError } from '../platform/errors.ts';
import type { Write } from '../platform/table.ts';
import type { AccountsContext } from './context.ts';
import { deviceName } from './device-name.ts';
import type { Source } from './model.ts';

/** The place of a request, as the audit log has it. */
export const auditSource = ({ address, userAgent }: Pick<Source, 'address' | 'userAgent'>): AuditSource => ({
  address,
  device: deviceName(userAgent),
});

/** What users do to their own account: the actions that say nothing more. */
export type OwnAction = PlainAction;

/** The write that records what a user did to their own account, for the transaction that does it. */
export const ownEntry = (
  { audit }: Pick<AccountsContext, 'audit'>,
  source: Source,
  action: OwnAction,
  userId: string,
): Promise<Write> =>
  audit.entry({ action, actor: userId, subject: userId, outcome: 'done', source: auditSource(source) });

/** Records what a user did to their own account where no transaction does it. */
export const recordOwn = (
  { audit }: Pick<AccountsContext, 'audit'>,
  source: Source,
  action: OwnAction,
  userId: string,
): Promise<void> =>
  audit.record({ action, actor: userId, subject: userId, outcome: 'done', source: auditSource(source) });

/** Records what was refused, as the caller did not prove to be the user. */
export const recordRefusal = (
  { audit }: Pick<AccountsContext, 'audit'>,
  source: Source,
  action: OwnAction,
  userId: string,
): Promise<void> =>
  audit.record({
    action,
    actor: action === 'sign-in' ? unauthenticated : userId,
    subject: userId,
    outcome: 'refused',
    source: auditSource(source),
  });

/** Does `check`, and records where it refuses a wrong code. */
export async function recordWrongCode<T>(
  context: Pick<AccountsContext, 'audit'>,
  source: Source,
  action: OwnAction,
  userId: string,
  check: () => Promise<T>,
): Promise<T> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof ChatError && error.code === 'invalid_code') {
      await recordRefusal(context, source, action, userId);
    }
    throw error;
  }
}
