/**
 * Generated from the schemas of `shared/protocol/` by `npm run generate`: change the schemas, not this file. Types of what
 * goes over the wire, and shapes that check what the client reads. The server decides whether a request is valid.
 */

import type {
  AdminRoutes,
  AdminSession,
  AdminUser,
  AdminUserDetail,
  AdminUserPage,
  AuditPage,
  AuditProblem,
  AuditRecord,
  AuditVerification,
  CreatedInvitation,
  DeploymentSettings,
  Invitation,
  InvitationPage,
  RequiredOfUser,
  Suspension,
  UploadBytes,
} from './contract.ts';
import {
  array,
  boolean,
  integer,
  nullable,
  object,
  oneOf,
  optional,
  record,
  string,
  type Shape,
} from './shapes.ts';

export const adminSession: Shape<AdminSession> = object<AdminSession>({
  id: string,
  device: string,
  connected: boolean,
  createdAt: string,
  lastUsedAt: string,
});

export const suspension: Shape<Suspension> = object<Suspension>({
  since: string,
  until: nullable(string),
  reason: string,
});

export const requiredOfUser: Shape<RequiredOfUser> = object<RequiredOfUser>({
  password: boolean,
  secondFactor: boolean,
});

export const adminUser: Shape<AdminUser> = object<AdminUser>({
  id: string,
  username: string,
  name: string,
  avatar: nullable(string),
  bot: optional(boolean),
  role: oneOf('user', 'moderator', 'admin'),
  state: string,
  suspension: nullable(suspension),
  required: requiredOfUser,
  emailVerified: boolean,
  createdAt: string,
  online: boolean,
  lastSeenAt: nullable(string),
});

export const adminUserDetail: Shape<AdminUserDetail> = object<AdminUserDetail>({
  id: string,
  username: string,
  name: string,
  avatar: nullable(string),
  bot: optional(boolean),
  role: oneOf('user', 'moderator', 'admin'),
  state: string,
  suspension: nullable(suspension),
  required: requiredOfUser,
  emailVerified: boolean,
  createdAt: string,
  online: boolean,
  lastSeenAt: nullable(string),
  hasEmail: boolean,
  hasPassword: boolean,
  secondFactor: boolean,
  passkeys: integer(0),
  providers: array(string),
  sessions: array(adminSession),
  conversations: integer(0),
  conversationsAreMinimum: boolean,
});

export const adminUserPage: Shape<AdminUserPage> = object<AdminUserPage>({
  items: array(adminUser),
  nextCursor: nullable(string),
});

export const auditRecord: Shape<AuditRecord> = object<AuditRecord>({
  id: string,
  at: string,
  action: string,
  says: string,
  outcome: oneOf('done', 'refused'),
  actor: string,
  subject: string,
  users: array(object<AuditRecord['users'][number]>({ id: string, username: string, name: string })),
  device: string,
  detail: record(string),
  intact: boolean,
});

export const auditPage: Shape<AuditPage> = object<AuditPage>({
  items: array(auditRecord),
  nextCursor: nullable(string),
  missing: array(string),
});

export const auditProblem: Shape<AuditProblem> = object<AuditProblem>({
  what: oneOf('entry changed', 'entry missing', 'entry not sealed', 'link changed', 'link missing'),
  at: string,
});

export const auditVerification: Shape<AuditVerification> = object<AuditVerification>({
  day: string,
  entries: integer(0),
  pending: integer(0),
  problems: array(auditProblem),
  nextCursor: nullable(string),
});

export const createdInvitation: Shape<CreatedInvitation> = object<CreatedInvitation>({
  id: string,
  email: nullable(string),
  state: string,
  createdBy: string,
  createdAt: string,
  expiresAt: string,
  usedBy: nullable(string),
  url: nullable(string),
});

export const uploadBytes: Shape<UploadBytes> = object<UploadBytes>({
  image: integer(1024),
  video: integer(1024),
  audio: integer(1024),
  document: integer(1024),
});

export const deploymentSettings: Shape<DeploymentSettings> = object<DeploymentSettings>({
  version: integer(0),
  updatedAt: nullable(string),
  updatedBy: nullable(string),
  registration: oneOf('open', 'invitation', 'closed'),
  emailDomains: array(string),
  groupMembers: integer(2),
  messagesPerMinute: integer(1),
  uploadBytes: uploadBytes,
});

export const invitation: Shape<Invitation> = object<Invitation>({
  id: string,
  email: nullable(string),
  state: string,
  createdBy: string,
  createdAt: string,
  expiresAt: string,
  usedBy: nullable(string),
});

export const invitationPage: Shape<InvitationPage> = object<InvitationPage>({
  items: array(invitation),
  nextCursor: nullable(string),
});

export const adminRoutes: AdminRoutes = {
  listAdminUsers: { method: 'GET', path: '/admin/users', replies: { 200: adminUserPage } },
  getAdminUser: { method: 'GET', path: '/admin/users/{id}', replies: { 200: adminUserDetail } },
  suspendUser: { method: 'POST', path: '/admin/users/{id}/suspend', replies: { 200: adminUser } },
  reinstateUser: { method: 'POST', path: '/admin/users/{id}/reinstate', replies: { 200: adminUser } },
  endUserSessions: { method: 'DELETE', path: '/admin/users/{id}/sessions', replies: { 204: null } },
  requirePassword: {
    method: 'POST',
    path: '/admin/users/{id}/require-password',
    replies: { 200: adminUser },
  },
  requireSecondFactor: {
    method: 'POST',
    path: '/admin/users/{id}/require-second-factor',
    replies: { 200: adminUser },
  },
  setUserRole: { method: 'PUT', path: '/admin/users/{id}/role', replies: { 200: adminUser } },
  getSettings: { method: 'GET', path: '/admin/settings', replies: { 200: deploymentSettings } },
  updateSettings: { method: 'PATCH', path: '/admin/settings', replies: { 200: deploymentSettings } },
  createInvitation: { method: 'POST', path: '/admin/invitations', replies: { 201: createdInvitation } },
  listInvitations: { method: 'GET', path: '/admin/invitations', replies: { 200: invitationPage } },
  revokeInvitation: { method: 'DELETE', path: '/admin/invitations/{id}', replies: { 204: null } },
  listAudit: { method: 'GET', path: '/admin/audit', replies: { 200: auditPage } },
  verifyAudit: { method: 'GET', path: '/admin/audit/verification', replies: { 200: auditVerification } },
};
