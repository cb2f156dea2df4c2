import * as z from 'zod';
import { characters, told } from './bounds.ts';
import { limits, utf8Bytes, wellFormed } from './common.ts';
import { avatar, displayName, ownUser, username } from './users.ts';

const { min, max } = limits.passwordBytes;

/** The same password is typed in other code points on other devices: what is compared is its composed form (NFC). */
const composed = z.string().normalize('NFC');

/** A password that is being set. bcrypt reads 72 bytes, so longer ones are refused rather than cut. */
export const newPassword = composed
  .refine(wellFormed, 'holds half of a surrogate pair')
  // bcrypt would stop reading at NUL
  .refine((text) => !text.includes('\0'), 'must not hold a NUL character')
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

export const email = z
  .email()
  .max(254)
  .describe('The e-mail address, for one account only. Upper and lower case count as the same.');

export const registerRequest = z
  .strictObject({ username, email, name: displayName, password: newPassword, avatar: avatar.optional() })
  .meta({ id: 'RegisterRequest', description: 'The account to create.' });
export type RegisterRequest = z.infer<typeof registerRequest>;

/** Sign-in: no rules but a bound, so that a wrong form is `invalid_credentials` like any other wrong guess. */
export const loginRequest = z
  .strictObject({
    username: characters(z.string(), 1, 254)
      .refine(wellFormed, 'holds half of a surrogate pair')
      .describe('The username or the e-mail address.'),
    password: characters(composed, 1, 1024).describe('The password of the account.'),
  })
  .meta({ id: 'LoginRequest', description: 'Who signs in.' });
export type LoginRequest = z.infer<typeof loginRequest>;

export const refreshRequest = z
  .strictObject({
    refreshToken: characters(z.string(), 1, 512).describe('The refresh token that came last.'),
  })
  .meta({ id: 'RefreshRequest', description: 'The session, by its refresh token.' });
export type RefreshRequest = z.infer<typeof refreshRequest>;

/** A fresh pair of tokens; `expiresIn` is the access token's life in seconds. */
export const tokenReply = z
  .object({
    token: z
      .string()
      .describe('The access token, a JWT: goes into the `Authorization` header after `Bearer`.'),
    refreshToken: told(512, 'Gives the next pair of tokens, once.'),
    expiresIn: z.int().min(1).describe('For how many seconds the access token is valid from now.'),
  })
  .meta({ id: 'TokenReply', description: 'A fresh pair of tokens.' });
export type TokenReply = z.infer<typeof tokenReply>;

export const authReply = tokenReply
  .extend({ user: ownUser.describe('The account that is signed in.') })
  .meta({ id: 'AuthReply', description: 'A fresh pair of tokens, and whose they are.' });
export type AuthReply = z.infer<typeof authReply>;

/** A JSON Web Key Set with the public keys that verify access tokens (RFC 7517). */
export const jwks = z
  .object({
    keys: z
      .array(
        z
          .object({
            kty: z.literal('EC').describe('The kind of key: elliptic curve.'),
            crv: z.literal('P-256').describe('The curve.'),
            x: told(43, 'The x coordinate, base64url.'),
            y: told(43, 'The y coordinate, base64url.'),
            kid: told(256, 'The id of the key: an access token names it in its header.'),
            alg: z.literal('ES256').describe('What the key signs with.'),
            use: z.literal('sig').describe('What it is for: signatures.'),
          })
          .describe('One public key.'),
      )
      .max(10)
      .describe('Every key that a valid access token may be signed with.'),
  })
  .meta({ id: 'Jwks', description: 'A JSON Web Key Set (RFC 7517).' });
export type Jwks = z.infer<typeof jwks>;
export type PublicJwk = Jwks['keys'][number];
