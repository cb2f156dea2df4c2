import type { AuditLog } from '../platform/audit/audit-log.ts';
import type { GroupWork } from '../groups/index.ts';
import type { MediaWork } from '../media/index.ts';
import type { MessageWork } from '../messages/index.ts';
import type { NotificationWork } from '../notifications/index.ts';
import type { SearchWork } from '../search/index.ts';
import type { Ports, WorkQueue } from '../platform/ports.ts';
import type { WebhookWork } from '../webhooks/index.ts';

/** What the consequences of a stored change stand on. */
export interface AfterCommitContext extends Pick<Ports, 'metrics'> {
  audit: Pick<AuditLog, 'seal'>;
  work: WorkQueue<GroupWork | MediaWork | MessageWork | SearchWork | NotificationWork | WebhookWork>;
}
