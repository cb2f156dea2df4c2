import { auditSource, type Authority, type Caller, type Source } from '../accounts/index.ts';
import { operator, type Actor, type AuditSource } from '../platform/audit/actions.ts';

/** Who administers, and from where: an operator does so from the machines of the deployment. */
export interface Acting {
  authority: Authority;
  source?: AuditSource | undefined;
}

export const byOperator: Acting = { authority: 'operator' };
export const byCaller = ({ userId, role }: Caller, source: Source): Acting => ({
  authority: { userId, role },
  source: auditSource(source),
});

export const actorOf = ({ authority }: Acting): Actor =>
  authority === 'operator' ? operator : authority.userId;
