import * as z from 'zod';
import { replyText } from './bounds.ts';
import { defineRoutes } from './route.ts';

/** A JSON Web Key Set with the public keys that verify access tokens (RFC 7517). */
export const jwks = z
  .object({
    keys: z
      .array(
        z
          .object({
            kty: z.literal('EC').describe('The key type: elliptic curve.'),
            crv: z.literal('P-256').describe('The curve.'),
            x: replyText(43, 'The x coordinate, base64url.'),
            y: replyText(43, 'The y coordinate, base64url.'),
            kid: replyText(256, 'The id of the key. Access tokens name it in their header.'),
            alg: z.literal('ES256').describe('The signature algorithm.'),
            use: z.literal('sig').describe('The use of the key: signatures.'),
          })
          .describe('One public key.'),
      )
      .max(10)
      .describe('Every key that may have signed a valid access token.'),
  })
  .meta({ id: 'Jwks', description: 'A JSON Web Key Set (RFC 7517).' });
export type Jwks = z.infer<typeof jwks>;
export type PublicJwk = Jwks['keys'][number];

const health = z
  .object({ status: z.literal('ok').describe('Always `ok`.') })
  .meta({ id: 'Health', description: 'The server can handle requests.' });

export const metaRoutes = defineRoutes({
  health: {
    tag: 'meta',
    method: 'GET',
    path: '/health',
    summary: 'Check whether the server can handle requests',
    public: true,
    replies: { 200: health },
    errors: [],
  },
  jwks: {
    tag: 'meta',
    method: 'GET',
    path: '/.well-known/jwks.json',
    summary: 'Get the public keys of access tokens; also served without the `/v1`',
    alsoAtRoot: true,
    cacheSeconds: 300,
    public: true,
    replies: { 200: jwks },
    errors: [],
  },
  openapi: {
    tag: 'meta',
    method: 'GET',
    path: '/openapi.json',
    summary: 'Get the HTTP contract as OpenAPI 3.1',
    public: true,
    replies: { 200: z.record(z.string(), z.unknown()) },
    errors: [],
  },
  asyncapi: {
    tag: 'meta',
    method: 'GET',
    path: '/asyncapi.json',
    summary: 'Get the WebSocket contract as AsyncAPI 3.0',
    public: true,
    replies: { 200: z.record(z.string(), z.unknown()) },
    errors: [],
  },
});
