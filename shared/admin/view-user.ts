import { openReason, suspensionNow, type Account } from '../accounts/index.ts';
import { isBotId } from '../platform/ids.ts';
import { wireTime } from '../platform/time.ts';
import type { AdminUser } from '../protocol/index.ts';
import type { AdminContext } from './context.ts';

/** Accounts as administrators see them, in the order given: whatever their owners hide from others. */
export async function viewUsers(context: AdminContext, accounts: readonly Account[]): Promise<AdminUser[]> {
  const present = await context.presence.ofMany(accounts.map(({ id }) => id));
  return Promise.all(accounts.map((account) => view(context, account, present.get(account.id)?.shown)));
}

/** The same of one, as of now. */
export async function viewUser(context: AdminContext, account: Account): Promise<AdminUser> {
  const { shown } = await context.presence.get(account.id);
  return view(context, account, shown);
}

async function view(
  context: AdminContext,
  account: Account,
  presence: { online: boolean; lastOnline: number | null } | undefined,
): Promise<AdminUser> {
  const { id, username, name, avatar, role, emailVerified, createdAt } = account;
  const suspension = suspensionNow(account, context.clock.now());
  const lastOnline = presence?.lastOnline ?? null;
  return {
    id,
    username,
    name,
    avatar,
    ...(isBotId(id) && { bot: true }),
    role,
    state: suspension ? 'suspended' : 'active',
    suspension: suspension
      ? {
          since: wireTime(suspension.at),
          until: suspension.until === null ? null : wireTime(suspension.until),
          reason: await openReason(context, account),
        }
      : null,
    required: {
      password: account.mustSetPassword === true,
      secondFactor: account.mustSetUpSecondFactor === true && !account.secondFactor,
    },
    emailVerified,
    createdAt: wireTime(createdAt),
    online: presence?.online ?? false,
    lastSeenAt: lastOnline === null ? null : wireTime(lastOnline),
  };
}
