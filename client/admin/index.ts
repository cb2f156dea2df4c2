/** What administrators do, which the client loads at its first use. */
import { adminRoutes } from '../api/admin-contract.ts';
import type {
  AdminUser,
  AdminUserDetail,
  AdminUserPage,
  AuditPage,
  AuditVerification,
  CreatedInvitation,
  CreateInvitationRequest,
  DeploymentSettings,
  InvitationPage,
  OwnUser,
  SuspendRequest,
  UpdateSettingsRequest,
} from '../api/protocol.ts';
import type { PageOptions } from '../options.ts';
import type { Session } from '../session/session.ts';

type Role = OwnUser['role'];

/** Which users to find: all, the newest first, without any of these. */
export interface FindUsersOptions extends PageOptions {
  /** The beginning of a username or of a word of a name, or a whole e-mail address. */
  q?: string;
  role?: Role;
  state?: 'active' | 'suspended';
}

/** Which entries of the audit log to list. Days are in UTC, as in `2026-11-30`. */
export interface AuditOptions extends PageOptions {
  /** Who did it or to whom it was done: a username, an id, or `operator`. */
  person?: string;
  actor?: string;
  action?: string;
  from?: string;
  to?: string;
}

/**
 * What administrators do. All of it rejects with `forbidden` for others, and with `role_needs_second_factor` for those who have not
 * set one up.
 */
export class AdminCalls {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Users by pages. A page can be empty although there are more: go on until `nextCursor` is `null`. */
  findUsers(options: FindUsersOptions = {}): Promise<AdminUserPage> {
    return this.#session.call(adminRoutes.listAdminUsers, { query: { ...options } });
  }

  /** A user with what protects their account, and their devices. */
  getUser(id: string): Promise<AdminUserDetail> {
    return this.#session.call(adminRoutes.getAdminUser, { params: { id } });
  }

  /** Keeps a user from signing in and ends their sessions; again changes the reason and the end. */
  suspend(id: string, terms: SuspendRequest): Promise<AdminUser> {
    return this.#session.call(adminRoutes.suspendUser, { params: { id }, body: terms });
  }

  reinstate(id: string): Promise<AdminUser> {
    return this.#session.call(adminRoutes.reinstateUser, { params: { id } });
  }

  /** Signs a user out on all of their devices. */
  async endSessions(id: string): Promise<void> {
    await this.#session.call(adminRoutes.endUserSessions, { params: { id } });
  }

  /** Has a user set another password at the next sign-in. */
  requirePassword(id: string): Promise<AdminUser> {
    return this.#session.call(adminRoutes.requirePassword, { params: { id } });
  }

  /** Has a user set up an authenticator app at the next sign-in. */
  requireSecondFactor(id: string): Promise<AdminUser> {
    return this.#session.call(adminRoutes.requireSecondFactor, { params: { id } });
  }

  /** Rejects with `last_administrator` where no other one would be left. */
  setRole(id: string, role: Role): Promise<AdminUser> {
    return this.#session.call(adminRoutes.setUserRole, { params: { id }, body: { role } });
  }

  settings(): Promise<DeploymentSettings> {
    return this.#session.call(adminRoutes.getSettings);
  }

  /** Changes what is given. Rejects with `settings_conflict` where another administrator was first: load them again. */
  updateSettings(changes: UpdateSettingsRequest): Promise<DeploymentSettings> {
    return this.#session.call(adminRoutes.updateSettings, { body: changes });
  }

  /** Invites one person to create an account: by mail, or by the link in the reply. */
  invite(whom: CreateInvitationRequest = {}): Promise<CreatedInvitation> {
    return this.#session.call(adminRoutes.createInvitation, { body: whom });
  }

  /** Invitations, the newest first, by pages. */
  invitations(options: PageOptions = {}): Promise<InvitationPage> {
    return this.#session.call(adminRoutes.listInvitations, { query: { ...options } });
  }

  /** Rejects with `invitation_not_found` where it was used. */
  async revokeInvitation(id: string): Promise<void> {
    await this.#session.call(adminRoutes.revokeInvitation, { params: { id } });
  }

  /** Who did what to whom, the newest first, by pages. A page can be empty although there are more. */
  audit(options: AuditOptions = {}): Promise<AuditPage> {
    return this.#session.call(adminRoutes.listAudit, { query: { ...options } });
  }

  /**
   * Checks a part of a day of the audit log; `cursor` is the `nextCursor` of the part before. The day is good when no part has
   * problems.
   */
  verifyAudit(day: string, cursor?: string): Promise<AuditVerification> {
    const query = { day, ...(cursor !== undefined && { cursor }) };
    return this.#session.call(adminRoutes.verifyAudit, { query });
  }
}
