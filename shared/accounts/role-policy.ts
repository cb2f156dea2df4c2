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
  seeUsers: { user: 'forbidden', moderator: 'forbidden', admin: 'allow', operator: 'allow' },
  /** End the sessions of others, and ask for another password or a second factor. */
  secureUsers: { user: 'forbidden', moderator: 'forbidden', admin: 'allow', operator: 'allow' },
  changeSettings: { user: 'forbidden', moderator: 'forbidden', admin: 'allow', operator: 'allow' },
  invitePeople: { user: 'forbidden', moderator: 'forbidden', admin: 'allow', operator: 'allow' },
} as const satisfies RolePolicy;
export type RoleAction = keyof typeof rolePolicy;

const rank: Readonly<Record<AuthorityKind, number>> = { user: 0, moderator: 1, admin: 2, operator: 3 };

/**
 * One acts on others, and on none of a higher role; of one's own role administrators alone, as there is no higher one. Throws
 * `cannot_target_self`, `outranked`.
 */
export function permitTarget(authority: Authority, target: { id: string; role: Role }): void {
  if (authority === 'operator') return;
  if (authority.userId === target.id) throw new ChatError('cannot_target_self');
  const [own, other] = [rank[authority.role], rank[target.role]];
  if (other > own || (other === own && authority.role !== 'admin')) throw new ChatError('outranked');
}

/** Throws `forbidden` where the policy does not allow the action. */
export function permitRole(action: RoleAction, authority: Authority): void {
  const rows: RolePolicy = rolePolicy;
  const kind = authority === 'operator' ? 'operator' : authority.role;
  if (rows[action]?.[kind] !== 'allow') throw new ChatError('forbidden');
}
