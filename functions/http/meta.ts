import { asyncApiDocument, asyncApiServers } from '../../shared/protocol/asyncapi.ts';
import { openApiDocument, openApiServers } from '../../shared/protocol/openapi.ts';
import { routes } from '../../shared/protocol/index.ts';
import { addressesOf } from './addresses.ts';
import { httpLambda, on, reply } from './service.ts';

/** The documents take a while to make, and only the address in them is not always the same. */
const documents: { openApi?: object; asyncApi?: object } = {};

export const lambda = httpLambda([
  on(routes.health, () => Promise.resolve(reply(200, { status: 'ok' as const }))),
  on(routes.jwks, async ({ app }) => reply(200, { keys: await app.signer.publicKeys() })),
  on(routes.openapi, ({ app, event }) => {
    documents.openApi ??= openApiDocument();
    const servers = openApiServers(`${addressesOf(event, app.config).http}/v1`);
    return Promise.resolve(reply(200, { ...documents.openApi, servers }));
  }),
  on(routes.asyncapi, ({ app, event }) => {
    documents.asyncApi ??= asyncApiDocument();
    const servers = asyncApiServers(addressesOf(event, app.config).sockets);
    return Promise.resolve(reply(200, { ...documents.asyncApi, servers }));
  }),
]);
