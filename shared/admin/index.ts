/** Administration: what administrators and operators do to users and to the deployment. */
export type { FoundEntries } from '../platform/audit/list-entries.ts';
export { auditRequest, listAuditLog, verifyAuditLog, verifyRequest, type AuditReport } from './audit-log.ts';
export { changeRole, roleRequest } from './change-role.ts';
export { reinstateRequest, reinstateUser, suspendRequest, suspendUser } from './suspend-user.ts';
