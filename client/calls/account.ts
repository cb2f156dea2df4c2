import {
  routes,
  type ChangeEmailRequest,
  type ChangePasswordRequest,
  type OwnProfile,
  type RegistrationInfo,
  type ResetPasswordRequest,
  type UpdateProfileRequest,
} from '../api/protocol.ts';
import { passOn, type CallContext } from './context.ts';

/**
 * Your own account: its profile, e-mail address and password. Where a call is `rate_limited`, `retryAfterMs` of the error
 * says when to try again: the client repeats none of them.
 */
export class AccountCalls {
  readonly #context: CallContext;

  constructor(context: CallContext) {
    this.#context = context;
  }

  /** Who can create an account, which one may know before. */
  registration(): Promise<RegistrationInfo> {
    return this.#context.http.call(routes.getRegistration);
  }

  /** Your profile, with its private fields. */
  get(): Promise<OwnProfile> {
    return this.#described(this.#context.session.call(routes.getOwnProfile));
  }

  /** Changes your profile; fields that you leave out stay the same. */
  update(changes: UpdateProfileRequest): Promise<OwnProfile> {
    return this.#described(this.#context.session.call(routes.updateOwnProfile, { body: changes }));
  }

  /**
   * Has a link mailed that sets a new password, if an account has this address; whether one has, it does not say. Works
   * signed out. Rejects with `email_not_supported`, `rate_limited`.
   */
  async forgotPassword(email: string): Promise<void> {
    await this.#context.http.call(routes.forgotPassword, { body: { email } });
  }

  /**
   * Sets a new password by the token of a mailed link, and ends all sessions. Works signed out. Rejects with
   * `invalid_link`, and with `weak_password`, which leaves the link as it is.
   */
  async resetPassword(request: ResetPasswordRequest): Promise<void> {
    await this.#context.http.call(routes.resetPassword, { body: request });
  }

  /** Changes your password, and ends your other sessions. Rejects with `invalid_credentials`, `weak_password`. */
  async changePassword(request: ChangePasswordRequest): Promise<void> {
    await this.#context.session.call(routes.changePassword, { body: request });
  }

  /**
   * Verifies an address by the token of a mailed link, or gives the account the address that it was mailed to. Works
   * signed out. Rejects with `invalid_link`, `email_taken`.
   */
  async verifyEmail(token: string): Promise<void> {
    await this.#context.http.call(routes.verifyEmail, { body: { token } });
  }

  /** Has the link that verifies your address mailed once more. */
  async resendVerification(): Promise<void> {
    await this.#context.session.call(routes.resendVerification);
  }

  /**
   * Has a link mailed to another address that makes it yours; until then nothing changes. Rejects with
   * `invalid_credentials`, `email_taken`, `email_not_supported`.
   */
  async changeEmail(request: ChangeEmailRequest): Promise<void> {
    await this.#context.session.call(routes.changeEmail, { body: request });
  }

  #described(call: Promise<OwnProfile>): Promise<OwnProfile> {
    return passOn(this.#context, call, (account) => this.#context.feed.emit('account', account));
  }
}
