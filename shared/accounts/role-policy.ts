import { ChatError } from '../platform/errors.ts';
import type { Role } from '../protocol/index.ts';
import type { Caller } from './model.ts';

/** Who does something to the deployment: a user, or an operator by a command. */
export type Authority = Pick<Caller, 'userId' | 'role'> | 'operator';
type AuthorityKind = Role | 'operator';

type RolePolicy = Readonly<Record<string, Readonly<Record<AuthorityKind, 'allow' | 'forbidden'>>>>;

/** Who may do what to other users and to the deployment. What members do in conversations stands in the policies of their nouns. */
export const rolePolicy = {
  changeRoles: { user: 'forbidden', moderator: 'forbidden', admin: 'allow', operator: 'allow' },
  suspendUsers: { user: 'forbidden', moderator: 'forbidden', admin: 'allow', operator: 'allow' },
  readAuditLog: { user: 'forbidden', moderator: 'forbidden', admin: 'allow', operator: 'allow' },
} as const satisfies RolePolicy;
export type RoleAction = keyof typeof rolePolicy;

/** Throws `forbidden` where the policy does not allow the action. */
export function permitRole(action: RoleAction, authority: Authority): void {
  const rows: RolePolicy = rolePolicy;
  const kind = authority === 'operator' ? 'operator' : authority.role;
  if (rows[action]?.[kind] !== 'allow') throw new ChatError('forbidden');
}
