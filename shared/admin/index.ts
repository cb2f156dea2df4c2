/** Administration: what administrators and operators do to users and to the deployment. */
export type { FoundEntries } from '../platform/audit/list-entries.ts';
export { byCaller, byOperator, type Acting } from './acting.ts';
export {
  auditRequest,
  listAudit,
  listAuditLog,
  verifyAudit,
  verifyAuditLog,
  verifyRequest,
  type AuditReport,
} from './audit-log.ts';
export { idOfUsername } from './change-account.ts';
export { changeRole, roleRequest } from './change-role.ts';
export type { AdminContext } from './context.ts';
export { findUsers } from './find-users.ts';
export { getAdminUser, shownUser } from './get-user.ts';
export { createInvitation, listInvitations, revokeInvitation } from './invite-people.ts';
export { secureUser } from './secure-user.ts';
export { getRegistration, getSettings, updateSettings } from './settings.ts';
export { reinstateRequest, reinstateUser, suspendRequest, suspendUser } from './suspend-user.ts';
