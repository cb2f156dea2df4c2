import * as z from 'zod';
import { characters, replyText } from './bounds.ts';
import { limits, opaqueId, utf8Bytes, wellFormed } from './common.ts';
import { defineRoutes } from './route.ts';
import { avatar, displayName, ownUser, username } from './users.ts';

const { min, max } = limits.passwordBytes;

/** The same password is typed in other code points on other devices: what is compared is its composed form (NFC). */
const composed = z.string().normalize('NFC');

/** A password that is being set. bcrypt reads 72 bytes, so longer ones are refused rather than cut. */
export const newPassword = composed
  .refine(wellFormed, 'must not contain half of a surrogate pair')
  // bcrypt would stop reading at NUL
  .refine((text) => !text.includes('\0'), 'must not contain a NUL character')
  .refine(
    (text) => utf8Bytes(text) >= min && utf8Bytes(text) <= max,
    `must be ${min} to ${max} bytes of UTF-8`,
  )
  // a character takes one to four bytes
  .meta({
    minLength: Math.ceil(min / 4),
    maxLength: max,
    description: `The password: ${min} to ${max} bytes of UTF-8 in composed form (NFC), so at most ${max} characters.`,
  });

/** What a URL's host would take for something else. */
const notOfDomains = /[\s%/?#\\:@[\]]/;
const asciiAddress = z.email();
/** RFC 5321, section 4.5.3.1.1. */
const mailboxCharacters = 64;

/**
 * An address with its domain in the form that mail servers know: `anna@bücher.example` is `anna@xn--bcher-kva.example`
 * (IDNA, UTS 46). `undefined` where there is no domain.
 */
export function asciiDomain(address: string): string | undefined {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  if (at < 1 || notOfDomains.test(domain) || !URL.canParse(`http://${domain}`)) return undefined;
  return `${address.slice(0, at)}@${new URL(`http://${domain}`).hostname}`;
}

/** Whether the part left of the @ is in ASCII. Other mailboxes need mail servers that speak SMTPUTF8, which many do not. */
export const hasAsciiMailbox = (address: string): boolean =>
  /^[\u0021-\u007e]*@/.test(address.slice(0, address.lastIndexOf('@') + 1));

/** An address whose domain may be in any script. One whose mailbox is not in ASCII is `email_not_supported`. */
export const email = z
  .string()
  .max(254, { abort: true })
  .refine(wellFormed, 'must not contain half of a surrogate pair')
  .refine((text) => {
    const address = asciiDomain(text)?.replace(/\P{ASCII}/gu, 'x');
    return (
      address !== undefined &&
      address.indexOf('@') <= mailboxCharacters &&
      asciiAddress.safeParse(address).success
    );
  }, 'must be an e-mail address')
  .meta({
    // of addresses in ASCII: what IDNA takes of other scripts, no pattern says
    format: 'email',
    pattern: z.regexes.email.source,
    description:
      'The e-mail address. One account per address; case does not matter. The domain can be in any script, the mailbox only in ASCII.',
  });

/** A password that is entered to be checked: no rules but a bound, so that a wrong form is like any other wrong guess. */
export const enteredPassword = characters(composed, 1, 1024).describe('The password of the account.');

/** A code of an authenticator app, or one of the recovery codes; spaces and hyphens do not matter. */
export const secondFactorCode = characters(z.string(), 1, 32).describe(
  'The code of the authenticator app, or a recovery code. Needed where the second factor is on: without it the answer is `second_factor_required`.',
);

/** What refuses a caller who does not prove to be the owner of the account, by password and code. */
export const proofErrors = [
  'invalid_credentials',
  'password_missing',
  'second_factor_required',
  'invalid_code',
] as const;

/** What lets one create an account where that takes an invitation. */
export const invitationCode = characters(z.string(), 1, 128).describe(
  'The code of an invitation: what follows `#invitation=` in its link. Needed where accounts are created by invitation only.',
);

/** What refuses new accounts by the settings of the administrators. */
export const registrationErrors = [
  'registration_closed',
  'invitation_required',
  'invitation_invalid',
  'email_domain_not_allowed',
] as const;

/** What an administrator can ask of a user before they get in again. */
export const requirementErrors = ['password_change_required', 'second_factor_setup_required'] as const;

export const registerRequest = z
  .strictObject({
    username,
    email,
    name: displayName,
    password: newPassword,
    avatar: avatar.optional(),
    invitation: invitationCode.optional(),
  })
  .meta({ id: 'RegisterRequest', description: 'The account to create.' });
export type RegisterRequest = z.infer<typeof registerRequest>;

/** Sign-in: no rules but a bound, so that a wrong form is `invalid_credentials` like any other wrong guess. */
export const loginRequest = z
  .strictObject({
    username: characters(z.string(), 1, 254)
      .refine(wellFormed, 'must not contain half of a surrogate pair')
      .describe('The username or the e-mail address.'),
    password: enteredPassword,
    code: secondFactorCode.optional(),
    deviceToken: characters(z.string(), 1, 512)
      .optional()
      .describe('The `deviceToken` of an earlier sign-in on this device.'),
    newPassword: newPassword
      .optional()
      .describe('Becomes the password with this sign-in. Needed after `password_change_required`.'),
  })
  .meta({ id: 'LoginRequest', description: 'The credentials.' });
export type LoginRequest = z.infer<typeof loginRequest>;

export const refreshRequest = z
  .strictObject({
    refreshToken: characters(z.string(), 1, 512).describe('The latest refresh token.'),
  })
  .meta({ id: 'RefreshRequest', description: 'The refresh token of the session.' });
export type RefreshRequest = z.infer<typeof refreshRequest>;

/** A new pair of tokens; `expiresIn` is the access token's life in seconds. */
export const tokenReply = z
  .object({
    token: z.string().describe('The access token, a JWT. Send it as `Authorization: Bearer <token>`.'),
    refreshToken: replyText(512, 'The refresh token. Use it once, to get the next pair of tokens.'),
    expiresIn: z.int().min(1).describe('The lifetime of the access token, in seconds.'),
  })
  .meta({ id: 'TokenReply', description: 'A new pair of tokens.' });
export type TokenReply = z.infer<typeof tokenReply>;

export const authReply = tokenReply
  .extend({
    user: ownUser.describe('The signed-in account.'),
    deviceToken: replyText(
      512,
      'Keep it when you sign out, and send it with the next sign-in on this device: it is then no new device, and strangers who guess the password do not lock it out.',
    ),
    recoveryCodes: z
      .array(replyText(16, 'A code that stands for one of the authenticator app, once.'))
      .optional()
      .meta({
        maxItems: 10,
        description:
          'Fresh recovery codes, where this sign-in turned the second factor on. They are shown this once.',
      }),
  })
  .meta({ id: 'AuthReply', description: 'A new pair of tokens, and the account they are for.' });
export type AuthReply = z.infer<typeof authReply>;

export const usernameReply = z
  .object({
    available: z
      .boolean()
      .describe(
        'Whether a new account could take the username now; `false` also for what is not a username.',
      ),
  })
  .meta({ id: 'UsernameReply', description: 'Whether a username is free.' });
export type UsernameReply = z.infer<typeof usernameReply>;

export const accountRoutes = defineRoutes({
  checkUsername: {
    tag: 'auth',
    method: 'GET',
    path: '/auth/usernames/{username}',
    summary: 'Ask whether a username is free, before you register; only registering takes it',
    public: true,
    params: {
      username: {
        // any text, so that what is not a username is answered like one that is taken
        schema: opaqueId.describe('The username; case does not matter.'),
        notFound: 'user_not_found',
      },
    },
    replies: { 200: usernameReply },
    errors: ['rate_limited'],
  },
  register: {
    tag: 'auth',
    method: 'POST',
    path: '/auth/register',
    summary: 'Create an account and sign in',
    public: true,
    body: registerRequest,
    replies: { 201: authReply },
    errors: [
      'username_taken',
      'email_taken',
      'email_not_supported',
      'weak_password',
      'media_not_found',
      ...registrationErrors,
      'rate_limited',
    ],
  },
  login: {
    tag: 'auth',
    method: 'POST',
    path: '/auth/login',
    summary: 'Sign in with a username or e-mail address and a password',
    public: true,
    body: loginRequest,
    replies: { 200: authReply },
    errors: [
      'invalid_credentials',
      'second_factor_required',
      'invalid_code',
      'account_suspended',
      ...requirementErrors,
      'weak_password',
      'rate_limited',
    ],
  },
  refresh: {
    tag: 'auth',
    method: 'POST',
    path: '/auth/refresh',
    summary: 'Exchange a refresh token for new tokens; each works once, and can be retried for 30 seconds',
    public: true,
    body: refreshRequest,
    replies: { 200: tokenReply },
    errors: ['invalid_refresh_token', 'refresh_token_reused', 'rate_limited'],
  },
  logout: {
    tag: 'auth',
    method: 'POST',
    path: '/auth/logout',
    summary: 'End the session and close its connections',
    body: refreshRequest,
    replies: { 204: null },
    errors: ['invalid_refresh_token'],
  },
});
