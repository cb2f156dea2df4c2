import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { catalog, functionNames, httpPrefixes } from '../../../functions/catalog.ts';
import type { Catalog } from '../../../functions/definition.ts';
import { loadLambda } from '../../../functions/lambda.ts';
import { routes, type Route } from '../../../shared/protocol/index.ts';
import { httpEvent } from '../../support/backend/gateway-events.ts';
import { startBackend, temporaryFolder } from '../../support/backend/runtime.ts';
import { functionsOn, invocation } from './setup.ts';

test.each(functionNames)('the handler of %s exports a lambda for its trigger', async (name) => {
  const { trigger } = catalog[name];
  await expect(loadLambda(catalog[name], trigger.kind)).resolves.toMatchObject({ kind: trigger.kind });
});

test('a handler with a lambda for another trigger is refused', async () => {
  await expect(loadLambda(catalog.probe, 'http')).rejects.toThrow('exports no `lambda` for http');
});

test('the function that a request reaches answers every route of the contract', async () => {
  const { http } = await functionsOn();
  const functions = new Map(Object.entries(http));
  const prefixes = httpPrefixes();
  for (const [name, { method, path }] of Object.entries<Route>(routes)) {
    const reached = prefixes.get(path.split('/')[1] ?? '') ?? prefixes.get('*') ?? '';
    const address = `/v1${path.replaceAll(/\{\w+\}/g, 'x')}`;
    const answer = await functions.get(reached)?.(httpEvent(method, address), invocation);
    // what the path names may not be there
    const isUnknown = answer?.statusCode === 404 && answer.body?.includes('route_not_found');
    expect(isUnknown, `${name} in ${reached}`).toBe(false);
  }
});

test('given a new entry and its handler, the local runtime serves it', async () => {
  const folder = await temporaryFolder();
  const handler = join(folder, 'polls.ts');
  await writeFile(
    handler,
    `export const lambda = {
       kind: 'http',
       build: () => async ({ rawPath }) => ({ statusCode: 200, body: JSON.stringify({ rawPath }) }),
     };`,
  );
  const extended: Catalog = {
    ...catalog,
    polls: {
      handler: handler as `${string}.ts`,
      trigger: { kind: 'http', prefixes: ['polls'] },
      memoryMiB: 256,
      timeoutSeconds: 10,
      grants: {},
    },
  };
  const backend = await startBackend({ catalog: extended });
  expect(await backend.call('GET', '/v1/polls/1')).toMatchObject({
    status: 200,
    body: { rawPath: '/v1/polls/1' },
  });
  expect(await backend.call('GET', '/v1/health')).toMatchObject({ status: 200 });
});
