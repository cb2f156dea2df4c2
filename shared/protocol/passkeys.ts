import * as z from 'zod';
import { authReply, proofErrors } from './accounts.ts';
import { characters, idOf, replyText } from './bounds.ts';
import { oneLineName, opaqueId, pageOf, time } from './common.ts';
import { defineRoutes, idParam } from './route.ts';
import { proofRequest } from './second-factor.ts';

/** Bytes as WebAuthn's JSON has them. */
const base64Url = (max: number, of: string) =>
  characters(z.string(), 1, max)
    .regex(/^[A-Za-z0-9_-]+$/, 'must be base64url without padding')
    .describe(`${of}, in base64url.`);
const credential = {
  id: base64Url(1400, 'The id of the credential'),
  rawId: base64Url(1400, 'The id once more'),
  type: z.literal('public-key').describe('The kind of credential.'),
  clientExtensionResults: z.looseObject({}).optional().describe('What extensions said; not looked at.'),
};
const clientDataJSON = base64Url(8_000, 'What the browser saw: challenge, origin and purpose');

const transports = z
  .array(characters(z.string(), 1, 32))
  .max(16)
  .optional()
  .describe('How the device is reached.');

/** What `navigator.credentials.create()` gives, by its `toJSON()` (WebAuthn level 3, `RegistrationResponseJSON`). */
export const registrationResponse = z
  .looseObject({
    ...credential,
    response: z
      .looseObject({
        clientDataJSON,
        attestationObject: base64Url(32_000, 'The public key and where it comes from'),
        transports,
      })
      .describe('The answer of the device.'),
  })
  .meta({ id: 'RegistrationResponse', description: 'What `navigator.credentials.create()` gives, as JSON.' });

/** What `navigator.credentials.get()` gives, by its `toJSON()` (WebAuthn level 3, `AuthenticationResponseJSON`). */
export const authenticationResponse = z
  .looseObject({
    ...credential,
    response: z
      .looseObject({
        clientDataJSON,
        authenticatorData: base64Url(8_000, 'What the device says'),
        signature: base64Url(4_000, 'The signature'),
        userHandle: base64Url(128, 'The user').nullish().describe('The user, in base64url.'),
      })
      .describe('The answer of the device.'),
  })
  .meta({ id: 'AuthenticationResponse', description: 'What `navigator.credentials.get()` gives, as JSON.' });

export const passkey = z
  .object({
    id: idOf('the passkey'),
    name: replyText(64, 'The name that its owner gave it.'),
    createdAt: time('When it was added.'),
    lastUsedAt: time('When it last signed in.')
      .nullable()
      .describe('When it last signed in; `null` for never.'),
  })
  .meta({ id: 'Passkey', description: 'A key on a device that signs in instead of the password.' });
export type Passkey = z.infer<typeof passkey>;
export const passkeyList = pageOf(passkey).meta({ id: 'PasskeyList', description: 'Your passkeys.' });
export type PasskeyList = z.infer<typeof passkeyList>;

export const passkeyCeremony = z
  .object({
    challengeId: idOf('the challenge, which is good once, for five minutes'),
    options: z
      .looseObject({ challenge: replyText(128, 'The challenge.') })
      .describe(
        'What the browser is given: `PublicKeyCredential.parseCreationOptionsFromJSON()` or its twin for sign-in reads it.',
      ),
  })
  .meta({ id: 'PasskeyCeremony', description: 'What a browser needs to make or use a passkey.' });
export type PasskeyCeremony = z.infer<typeof passkeyCeremony>;

export const addPasskeyRequest = z
  .strictObject({
    challengeId: opaqueId,
    name: oneLineName.describe('A name for it, such as that of the device.'),
    response: registrationResponse,
  })
  .meta({ id: 'AddPasskeyRequest', description: 'The passkey that the browser made.' });
export type AddPasskeyRequest = z.infer<typeof addPasskeyRequest>;

export const passkeySignInRequest = z
  .strictObject({ challengeId: opaqueId, response: authenticationResponse })
  .meta({ id: 'PasskeySignInRequest', description: 'What the browser signed with a passkey.' });
export type PasskeySignInRequest = z.infer<typeof passkeySignInRequest>;

export const passkeyRoutes = defineRoutes({
  listPasskeys: {
    tag: 'auth',
    method: 'GET',
    path: '/auth/passkeys',
    summary: 'List your passkeys',
    replies: { 200: passkeyList },
    errors: [],
  },
  beginPasskey: {
    tag: 'auth',
    method: 'POST',
    path: '/auth/passkeys/options',
    summary: 'Get what a browser needs to make a passkey',
    body: proofRequest,
    replies: { 200: passkeyCeremony },
    errors: [...proofErrors, 'too_many_passkeys'],
  },
  addPasskey: {
    tag: 'auth',
    method: 'POST',
    path: '/auth/passkeys',
    summary: 'Add the passkey that the browser made',
    body: addPasskeyRequest,
    replies: { 201: passkey },
    errors: ['invalid_passkey', 'too_many_passkeys'],
  },
  removePasskey: {
    tag: 'auth',
    method: 'POST',
    path: '/auth/passkeys/{id}/remove',
    summary: 'Remove a passkey',
    params: { id: idParam('the passkey', 'passkey_not_found') },
    body: proofRequest,
    replies: { 204: null },
    errors: [...proofErrors, 'role_needs_second_factor'],
  },
  beginPasskeySignIn: {
    tag: 'auth',
    method: 'POST',
    path: '/auth/login/passkey/options',
    summary: 'Get what a browser needs to sign in with a passkey',
    public: true,
    replies: { 200: passkeyCeremony },
    errors: ['rate_limited'],
  },
  signInWithPasskey: {
    tag: 'auth',
    method: 'POST',
    path: '/auth/login/passkey',
    summary: 'Sign in with a passkey, which stands for the password and a code',
    public: true,
    body: passkeySignInRequest,
    replies: { 200: authReply },
    errors: ['invalid_passkey', 'account_suspended', 'password_change_required', 'rate_limited'],
  },
});
