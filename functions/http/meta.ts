import { asyncApiDocument } from '../../shared/protocol/asyncapi.ts';
import { openApiDocument } from '../../shared/protocol/openapi.ts';
import { routes } from '../../shared/protocol/index.ts';
import { on, reply } from './service.ts';

export const metaEndpoints = [
  on(routes.health, () => Promise.resolve(reply(200, { status: 'ok' as const }))),
  on(routes.jwks, async ({ app }) => reply(200, { keys: await app.signer.publicKeys() })),
  on(routes.openapi, () => Promise.resolve(reply(200, openApiDocument()))),
  on(routes.asyncapi, () => Promise.resolve(reply(200, asyncApiDocument()))),
];
