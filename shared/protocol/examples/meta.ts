import type { metaRoutes } from '../meta.ts';
import type { RouteExamples } from './example.ts';

export const metaRouteExamples: RouteExamples<typeof metaRoutes> = {
  health: { reply: { status: 'ok' } },
  jwks: {
    reply: {
      keys: [
        {
          kty: 'EC',
          crv: 'P-256',
          x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
          y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
          kid: 'token-key-1',
          alg: 'ES256',
          use: 'sig',
        },
      ],
    },
  },
  openapi: { reply: { openapi: '3.1.1' } },
  asyncapi: { reply: { asyncapi: '3.0.0' } },
};
