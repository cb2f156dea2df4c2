import * as z from 'zod';
import { limits, utf8Bytes, wellFormed } from './common.ts';
import { avatar, displayName, ownUser, username } from './users.ts';

const { min, max } = limits.passwordBytes;

/** A password that is being set. bcrypt reads 72 bytes, so longer ones are refused rather than cut. */
export const newPassword = z
  .string()
  .refine(wellFormed, 'holds half of a surrogate pair')
  // bcrypt would stop reading at NUL
  .refine((text) => !text.includes('\0'), 'must not hold a NUL character')
  .refine(
    (text) => utf8Bytes(text) >= min && utf8Bytes(text) <= max,
    `must be ${min} to ${max} bytes of UTF-8`,
  );

export const email = z.email().max(254);

export const registerRequest = z
  .strictObject({ username, email, name: displayName, password: newPassword, avatar: avatar.optional() })
  .meta({ id: 'RegisterRequest' });
export type RegisterRequest = z.infer<typeof registerRequest>;

/** Sign-in: no rules but a bound, so that a wrong form is `invalid_credentials` like any other wrong guess. */
export const loginRequest = z
  .strictObject({
    username: z.string().min(1).max(254).refine(wellFormed, 'holds half of a surrogate pair'),
    password: z.string().min(1).max(1024),
  })
  .meta({ id: 'LoginRequest' });
export type LoginRequest = z.infer<typeof loginRequest>;

export const refreshRequest = z
  .strictObject({ refreshToken: z.string().min(1).max(512) })
  .meta({ id: 'RefreshRequest' });
export type RefreshRequest = z.infer<typeof refreshRequest>;

/** A fresh pair of tokens; `expiresIn` is the access token's life in seconds. */
export const tokenReply = z
  .object({ token: z.string(), refreshToken: z.string(), expiresIn: z.int() })
  .meta({ id: 'TokenReply' });
export type TokenReply = z.infer<typeof tokenReply>;

export const authReply = tokenReply.extend({ user: ownUser }).meta({ id: 'AuthReply' });
export type AuthReply = z.infer<typeof authReply>;

/** A JSON Web Key Set with the public keys that verify access tokens (RFC 7517). */
export const jwks = z
  .object({
    keys: z.array(
      z.object({
        kty: z.literal('EC'),
        crv: z.literal('P-256'),
        x: z.string(),
        y: z.string(),
        kid: z.string(),
        alg: z.literal('ES256'),
        use: z.literal('sig'),
      }),
    ),
  })
  .meta({ id: 'Jwks' });
export type Jwks = z.infer<typeof jwks>;
export type PublicJwk = Jwks['keys'][number];
