import type { AuditLog } from '../platform/audit/audit-log.ts';
import type { Ports } from '../platform/ports.ts';

/** What the consequences of a stored change stand on. */
export interface AfterCommitContext extends Pick<Ports, 'metrics'> {
  audit: Pick<AuditLog, 'seal'>;
}
