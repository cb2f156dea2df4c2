import * as z from 'zod';
import { email, enteredPassword, newPassword, proofErrors, secondFactorCode } from './accounts.ts';
import { characters } from './bounds.ts';
import { defineRoutes } from './route.ts';

const linkToken = characters(z.string(), 1, 512).describe('The token of the link: what follows `#token=`.');

export const forgotPasswordRequest = z
  .strictObject({ email })
  .meta({ id: 'ForgotPasswordRequest', description: 'Whose password to reset.' });
export type ForgotPasswordRequest = z.infer<typeof forgotPasswordRequest>;

export const resetPasswordRequest = z
  .strictObject({ token: linkToken, password: newPassword })
  .meta({ id: 'ResetPasswordRequest', description: 'The token of a mailed link, and the new password.' });
export type ResetPasswordRequest = z.infer<typeof resetPasswordRequest>;

export const changePasswordRequest = z
  .strictObject({ currentPassword: enteredPassword, newPassword, code: secondFactorCode.optional() })
  .meta({ id: 'ChangePasswordRequest', description: 'The current and the new password.' });
export type ChangePasswordRequest = z.infer<typeof changePasswordRequest>;

export const verifyEmailRequest = z
  .strictObject({ token: linkToken })
  .meta({ id: 'VerifyEmailRequest', description: 'The token of a mailed link.' });
export type VerifyEmailRequest = z.infer<typeof verifyEmailRequest>;

export const changeEmailRequest = z
  .strictObject({ password: enteredPassword, email, code: secondFactorCode.optional() })
  .meta({ id: 'ChangeEmailRequest', description: 'Your password, and the new address.' });
export type ChangeEmailRequest = z.infer<typeof changeEmailRequest>;

export const credentialRoutes = defineRoutes({
  forgotPassword: {
    tag: 'auth',
    method: 'POST',
    path: '/auth/password/forgot',
    summary: 'Get a mail with a link that sets a new password, if an account has this address',
    public: true,
    body: forgotPasswordRequest,
    replies: { 202: null },
    errors: ['email_not_supported', 'rate_limited'],
  },
  resetPassword: {
    tag: 'auth',
    method: 'POST',
    path: '/auth/password/reset',
    summary: 'Set a new password by a mailed link, and end all sessions',
    public: true,
    body: resetPasswordRequest,
    replies: { 204: null },
    errors: ['invalid_link', 'weak_password', 'rate_limited'],
  },
  changePassword: {
    tag: 'auth',
    method: 'POST',
    path: '/auth/password/change',
    summary: 'Change your password, and end your other sessions',
    body: changePasswordRequest,
    replies: { 204: null },
    errors: [...proofErrors, 'weak_password'],
  },
  verifyEmail: {
    tag: 'auth',
    method: 'POST',
    path: '/auth/email/verify',
    summary: 'Verify an e-mail address by a mailed link',
    public: true,
    body: verifyEmailRequest,
    replies: { 204: null },
    errors: ['invalid_link', 'email_taken', 'rate_limited'],
  },
  resendVerification: {
    tag: 'auth',
    method: 'POST',
    path: '/auth/email/resend',
    summary: 'Get the mail that verifies your e-mail address once more',
    replies: { 202: null },
    errors: [],
  },
  changeEmail: {
    tag: 'auth',
    method: 'POST',
    path: '/auth/email/change',
    summary: 'Get a mail at another address, with a link that makes it yours',
    body: changeEmailRequest,
    replies: { 202: null },
    errors: [...proofErrors, 'email_taken', 'email_not_supported', 'email_domain_not_allowed'],
  },
});
