import * as z from 'zod';
import { enteredPassword, proofErrors, secondFactorCode } from './accounts.ts';
import { characters, replyText } from './bounds.ts';
import { time, wellFormed } from './common.ts';
import { defineRoutes } from './route.ts';

export const secondFactor = z
  .object({
    on: z.boolean().describe('Whether signing in takes a code besides the password.'),
    since: time('When it was turned on.').nullable().describe('When it was turned on; `null` if it is off.'),
    recoveryCodesLeft: z.int().min(0).describe('How many recovery codes are unused.'),
  })
  .meta({ id: 'SecondFactor', description: 'How your account is protected besides the password.' });
export type SecondFactor = z.infer<typeof secondFactor>;

export const proofRequest = z
  .strictObject({ password: enteredPassword, code: secondFactorCode.optional() })
  .meta({ id: 'ProofRequest', description: 'Your password, and a code where the second factor is on.' });
export type ProofRequest = z.infer<typeof proofRequest>;

export const authenticatorSetup = z
  .object({
    secret: replyText(64, 'The secret in base32, to type into an authenticator app.'),
    uri: replyText(512, 'The same as an `otpauth:` address, to be shown as a QR code.'),
  })
  .meta({ id: 'AuthenticatorSetup', description: 'What an authenticator app needs.' });
export type AuthenticatorSetup = z.infer<typeof authenticatorSetup>;

export const turnOnRequest = z
  .strictObject({ code: secondFactorCode })
  .meta({ id: 'TurnOnRequest', description: 'A code of the authenticator app that was set up.' });
export type TurnOnRequest = z.infer<typeof turnOnRequest>;

export const recoveryCodes = z
  .object({
    recoveryCodes: z
      .array(replyText(16, 'A code that stands for one of the authenticator app, once.'))
      .meta({ maxItems: 10, description: 'Fresh recovery codes. They are shown this once.' }),
  })
  .meta({ id: 'RecoveryCodes', description: 'Codes for the day when the authenticator app is lost.' });
export type RecoveryCodes = z.infer<typeof recoveryCodes>;

export const enrolRequest = z
  .strictObject({
    username: characters(z.string(), 1, 254)
      .refine(wellFormed, 'must not contain half of a surrogate pair')
      .describe('The username or the e-mail address.'),
    password: enteredPassword,
  })
  .meta({
    id: 'EnrolRequest',
    description: 'The credentials of a user who has to set up an authenticator app.',
  });
export type EnrolRequest = z.infer<typeof enrolRequest>;

export const secondFactorRoutes = defineRoutes({
  enrolSecondFactor: {
    tag: 'auth',
    method: 'POST',
    path: '/auth/second-factor/enrolment',
    summary:
      'Get a secret for an authenticator app after `second_factor_setup_required`; then sign in with a code of it',
    public: true,
    body: enrolRequest,
    replies: { 200: authenticatorSetup },
    errors: ['invalid_credentials', 'account_suspended', 'second_factor_not_due', 'rate_limited'],
  },
  getSecondFactor: {
    tag: 'auth',
    method: 'GET',
    path: '/auth/second-factor',
    summary: 'Ask whether signing in takes a code besides the password',
    replies: { 200: secondFactor },
    errors: [],
  },
  setUpSecondFactor: {
    tag: 'auth',
    method: 'POST',
    path: '/auth/second-factor/setup',
    summary: 'Get a secret for an authenticator app; nothing changes until a code of it turns it on',
    body: proofRequest,
    replies: { 200: authenticatorSetup },
    errors: proofErrors,
  },
  turnOnSecondFactor: {
    tag: 'auth',
    method: 'POST',
    path: '/auth/second-factor/on',
    summary: 'Turn the second factor on by a code of the app, and get recovery codes',
    body: turnOnRequest,
    replies: { 200: recoveryCodes },
    errors: ['invalid_code'],
  },
  renewRecoveryCodes: {
    tag: 'auth',
    method: 'POST',
    path: '/auth/second-factor/recovery-codes',
    summary: 'Get fresh recovery codes; those before end',
    body: proofRequest,
    replies: { 200: recoveryCodes },
    errors: proofErrors,
  },
  turnOffSecondFactor: {
    tag: 'auth',
    method: 'POST',
    path: '/auth/second-factor/off',
    summary: 'Turn the second factor off',
    body: proofRequest,
    replies: { 204: null },
    errors: [...proofErrors, 'role_needs_second_factor'],
  },
});
