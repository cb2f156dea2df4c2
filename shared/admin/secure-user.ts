import { endAllSessions, type AccountsContext } from '../accounts/index.ts';
import type { Acting } from './acting.ts';
import { changeAccount, type AccountAction } from './change-account.ts';

/** What administrators do where an account may be in wrong hands. It ends all sessions of the user. */
type Securing = (context: AccountsContext) => Omit<AccountAction, 'permission'>;

const securing = {
  /** Signs the user out. */
  endSessions: ({ accounts }) => ({
    audit: { action: 'end-sessions', detail: { which: 'all' } },
    write: (target, also) => accounts.endEpoch(target, also),
  }),
  /** Has the user set another password at the next sign-in. */
  requirePassword: ({ accounts }) => ({
    audit: { action: 'require-password' },
    isDone: ({ mustSetPassword }) => mustSetPassword === true,
    write: (target, also) => accounts.require(target, 'mustSetPassword', also),
  }),
  /** Has the user set up an authenticator app at the next sign-in; nothing where there is one. */
  requireSecondFactor: ({ accounts }) => ({
    audit: { action: 'require-second-factor' },
    isDone: ({ secondFactor, mustSetUpSecondFactor }) => secondFactor || mustSetUpSecondFactor === true,
    write: (target, also) => accounts.require(target, 'mustSetUpSecondFactor', also),
  }),
} as const satisfies Record<string, Securing>;

/**
 * Does one of these. It may be done again, which completes what was interrupted: sockets end at once, access tokens within 2
 * seconds. Throws as `changeAccount` does.
 */
export async function secureUser(
  context: AccountsContext,
  acting: Acting,
  userId: string,
  what: keyof typeof securing,
): Promise<void> {
  const action: Omit<AccountAction, 'permission'> = securing[what](context);
  const { secondFactor } = await changeAccount(context, acting, userId, {
    permission: 'secureUsers',
    ...action,
  });
  // who has an authenticator app stays signed in: nothing was asked
  if (what === 'requireSecondFactor' && secondFactor) return;
  await endAllSessions(context, { userId, reason: 'session_revoked' });
}
