import { once } from 'node:events';
import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalog, functionNames } from '../../functions/catalog.ts';
import type { Catalog, FunctionDefinition } from '../../functions/definition.ts';
import type { HttpResult } from '../../functions/events.ts';
import { bundleFunctions, functionEnvironment, maxBundleBytes, type Bundle } from '../../esbuild.config.ts';
import {
  authorizeEvent,
  connectEvent,
  disconnectEvent,
  frameEvent,
  httpEvent,
} from '../support/backend/gateway-events.ts';
import type { Platform } from '../../infra/packages.ts';
import { freePort } from '../support/backend/free-port.ts';
import { emfFaults } from '../support/aws/emf-schema.ts';
import { sqsEvent } from '../support/backend/held-work.ts';
import { startLambda, type LambdaProcess } from '../support/aws/lambda-process.ts';
import { streamEvent, streamRecord } from '../support/aws/stream-events.ts';
import { TestDaemon, traceHeader, treeBelow } from '../support/aws/x-ray-daemon.ts';

/** Stands for the WebSocket API's management endpoint: records what is posted to which socket. */
const posted: { path: string | undefined; frame: unknown }[] = [];
const gateway = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    posted.push({ path: request.url, frame: JSON.parse(body) });
    response.end();
  });
});
const address = () => `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;

let folder: string;
let daemon: TestDaemon;
let bundles: Bundle[];
const lambdas = new Map<string, LambdaProcess>();

/** The packages beside a bundle run here, in place of Lambda's own platform (`packages.program-test.ts`). */
const thisMachine: Platform = {
  os: process.platform,
  cpu: process.arch,
  ...(process.platform === 'linux' && { libc: 'glibc' }),
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chatflow-bundles-'));
  gateway.listen(0, '127.0.0.1');
  await once(gateway, 'listening');
  daemon = await TestDaemon.start();
  bundles = await bundleFunctions(join(folder, 'first'), catalog, thisMachine);
  const environment = {
    ...functionEnvironment,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${await freePort()}`,
    MANAGEMENT_ENDPOINT: address(),
    LOG_LEVEL: 'silent',
    AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${daemon.port}`,
  };
  for (const { name, file } of bundles) lambdas.set(name, await startLambda(file, environment));
});

afterAll(async () => {
  await Promise.all([...lambdas.values()].map((lambda) => lambda.stop()));
  gateway.close();
  daemon.stop();
  await rm(folder, { recursive: true, force: true });
});

async function invoke(name: string, event: unknown, header?: string): Promise<unknown> {
  const lambda = lambdas.get(name);
  if (!lambda) throw new Error(`there is no function ${name}`);
  return lambda.invoke(event, header);
}
async function request(name: string, ...event: Parameters<typeof httpEvent>) {
  const { statusCode, headers, body } = (await invoke(name, httpEvent(...event))) as HttpResult;
  return { status: statusCode, headers, body: JSON.parse(body ?? 'null') as unknown };
}
const unavailable = {
  status: 503,
  headers: { 'content-type': 'application/problem+json', 'retry-after': expect.any(String) as string },
  body: { code: 'service_unavailable', status: 503 },
};

describe('the bundles', () => {
  test('are one per function, none too large', () => {
    expect(bundles.map(({ name }) => name)).toEqual([...functionNames].sort());
    expect(bundles.filter(({ bytes, lazyBytes }) => bytes - lazyBytes > maxBundleBytes)).toEqual([]);
  });

  test('load no package that lies beside them before they need it', async () => {
    const functions: Catalog = catalog;
    const withPackages = bundles.filter(({ name }) => functions[name]?.packages);
    expect(withPackages.map(({ name }) => name)).toEqual(['media-process']);
    for (const { name, file } of withPackages) {
      const code = await readFile(file, 'utf8');
      for (const beside of functions[name]?.packages ?? []) {
        expect(code).toContain(`import("${beside}")`);
        expect(code).not.toMatch(new RegExp(`(?:from ?|import ?)"${beside}"`));
      }
    }
  });

  test('are the same for the same sources', async () => {
    const again = await bundleFunctions(join(folder, 'second'), catalog, thisMachine);
    for (const [index, { name, file }] of again.entries()) {
      expect(
        (await readFile(file, 'utf8')) === (await readFile(bundles[index]?.file ?? '', 'utf8')),
        name,
      ).toBe(true);
    }
  });
});

describe('HTTP functions without a database', () => {
  test('answer health with 200', async () => {
    expect(await request('meta', 'GET', '/v1/health')).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json', 'x-request-id': 'request-1' },
      body: { status: 'ok' },
    });
  });

  test('answer an unknown path with 404', async () => {
    expect(await request('meta', 'GET', '/v1/nothing')).toMatchObject({
      status: 404,
      headers: { 'content-type': 'application/problem+json', 'x-request-id': 'request-1' },
      body: { code: 'route_not_found', requestId: 'request-1' },
    });
  });

  test('serve the documents of the contract', async () => {
    expect(await request('meta', 'GET', '/v1/openapi.json')).toMatchObject({ body: { openapi: '3.1.1' } });
    expect(await request('meta', 'GET', '/v1/asyncapi.json')).toMatchObject({ body: { asyncapi: '3.0.0' } });
  });

  test('answer a bad registration with 400, naming every bad field', async () => {
    const body = { username: '1', email: 'nobody', name: 'Ada', password: 'short' };
    const reply = await request('auth', 'POST', '/v1/auth/register', { body });
    expect(reply).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    const { errors } = reply.body as { errors: { path: string }[] };
    expect(errors.map(({ path }) => path).sort()).toEqual(['email', 'password', 'username']);
  });

  test('answer a good registration with 503 and Retry-After', async () => {
    const body = { username: 'ada', email: 'ada@example.org', name: 'Ada', password: 'correct horse' };
    expect(await request('auth', 'POST', '/v1/auth/register', { body })).toMatchObject(unavailable);
  });

  test.each([
    ['conversations', '/v1/conversations'],
    ['users', '/v1/users/me'],
  ])('answer %s without a token with 401', async (name, path) => {
    expect(await request(name, 'GET', path)).toMatchObject({
      status: 401,
      body: { code: 'unauthenticated' },
    });
  });
});

describe('socket functions without a database', () => {
  test('refuse a socket without a token in the authorizer', async () => {
    const event = authorizeEvent({ 'Sec-WebSocket-Protocol': 'chat.v1' });
    await expect(invoke('ws-authorize', event)).rejects.toThrow(/^Unauthorized$/);
  });

  test('refuse a socket that cannot be registered', async () => {
    expect(await invoke('ws-connect', connectEvent())).toMatchObject({ statusCode: 503 });
  });

  test('acknowledge a ping', async () => {
    expect(await invoke('ws-frame', frameEvent({ type: 'ping', id: 'p1' }))).toEqual({ statusCode: 200 });
    expect(posted).toContainEqual({
      path: '/@connections/connection-1',
      frame: { type: 'ack', id: 'p1', data: { serverTime: expect.any(String) as string } },
    });
  });

  test('answer a message that cannot be stored with an error', async () => {
    const data = { conversationId: 'con_1', clientId: 'm1', text: 'Hello' };
    expect(await invoke('ws-frame', frameEvent({ type: 'message:send', id: 's1', data }))).toEqual({
      statusCode: 200,
    });
    expect(posted.map(({ frame }) => frame)).toContainEqual({
      type: 'error',
      id: 's1',
      error: expect.objectContaining({ code: 'service_unavailable' }) as object,
    });
  });

  test('fail the disconnect of a socket that cannot be removed', async () => {
    await expect(invoke('ws-disconnect', disconnectEvent())).rejects.toThrow(/unavailable/);
  });
});

const definition = { memoryMiB: 256, timeoutSeconds: 10, grants: {} } as const;
/** A function that is only built, from a handler at this path. */
const functionOf = (handler: string, more: Partial<FunctionDefinition> = {}): FunctionDefinition => ({
  ...definition,
  handler: `${handler}/handler.ts`,
  trigger: { kind: 'http', prefixes: ['x'] },
  ...more,
});

describe('the bundler refuses', () => {
  /** The outcome of building a function from this code, with a package `addon` beside it. */
  async function buildOf(
    name: string,
    code: string,
    manifest: object = {},
    more: Partial<FunctionDefinition> = {},
  ): Promise<string> {
    const source = join(folder, name);
    const addon = join(source, 'node_modules/addon');
    await mkdir(addon, { recursive: true });
    await writeFile(
      join(addon, 'package.json'),
      JSON.stringify({ name: 'addon', main: 'index.js', ...manifest }),
    );
    await writeFile(join(addon, 'index.js'), 'export default 1;');
    await writeFile(join(addon, 'addon.node'), '');
    await writeFile(join(source, 'handler.ts'), code);
    return bundleFunctions(join(folder, `${name}-out`), { [name]: functionOf(source, more) }).then(
      () => 'built',
      (error: unknown) => String(error),
    );
  }
  const usesAddon = "import addon from 'addon';\nexport const lambda = { build: () => () => addon };";

  test('native code', async () => {
    const code = "import addon from 'addon/addon.node';\nexport const lambda = { build: () => () => addon };";
    expect(await buildOf('native', code)).toMatch(/BuildError: .*\.node/s);
  });

  test('a package for one kind of processor', async () => {
    expect(await buildOf('any', usesAddon)).toBe('built');
    expect(await buildOf('x64', usesAddon, { cpu: ['x64'] })).toMatch(
      /BuildError: .*addon is built for one platform: name it in the `packages` of its function/,
    );
  });

  test('a package to install that the lock file does not name', async () => {
    expect(await buildOf('unknown', usesAddon, {}, { packages: ['addon'] })).toMatch(
      /BuildError: addon is not in package-lock.json/,
    );
  });

  test('a package that is not there', async () => {
    expect(await buildOf('missing', "export { lambda } from 'no-such-package';")).toMatch(
      /BuildError: .*no-such-package/s,
    );
  });

  test('a client of the scheduler for functions that are granted no timers', async () => {
    const timers = ['CreateSchedule', 'UpdateSchedule', 'DeleteSchedule'] as const;
    const { meta } = catalog;
    const built = await bundleFunctions(join(folder, 'timers'), {
      granted: { ...meta, grants: { ...meta.grants, timers } },
      not: meta,
    });
    const [granted, not] = await Promise.all(built.map(({ file }) => readFile(file, 'utf8')));
    expect(granted).toContain('ActionAfterCompletion');
    expect(not).not.toContain('ActionAfterCompletion');

    const where = { TIMER_GROUP: 'group', TIMER_ROLE_ARN: 'role', WORK_QUEUE_ARN: 'queue' };
    const lambda = await startLambda(join(folder, 'timers/granted/index.mjs'), {
      ...functionEnvironment,
      ...where,
      LOG_LEVEL: 'silent',
    });
    expect(await lambda.invoke(httpEvent('GET', '/v1/health'), undefined)).toMatchObject({ statusCode: 200 });
    await lambda.stop();
  });

  test('nothing to build', async () => {
    await expect(bundleFunctions(join(folder, 'none'), {})).rejects.toThrow('no function');
  });
});

test('the queue’s function posts to sockets, and returns what failed', async () => {
  posted.length = 0;
  const sockets = ['c1', 'c2'].map((connectionId) => ({ userId: 'usr_1', connectionId, connectedAt: 1 }));
  const event = sqsEvent({
    m1: JSON.stringify({ type: 'fan-out', frame: '{"type":"typing"}', sockets }),
    m2: '{}',
  });
  expect(await invoke('queue-work', event)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm2' }] });
  expect(posted.map(({ path }) => path).sort()).toEqual(['/@connections/c1', '/@connections/c2']);
  expect(posted[0]?.frame).toEqual({ type: 'typing' });
});

test('the stream’s function logs one line of counts for new items, and none otherwise', async () => {
  // of whom there is nothing else to do than to count them
  const account = streamRecord('1', { after: { pk: 'USER#usr_1', sk: 'ACCOUNT' } });
  const nothing = streamRecord('2', { before: { pk: 'USER#usr_1', sk: 'ACCOUNT' } });
  const lambda = lambdas.get('after-commit');
  if (!lambda) throw new Error('there is no such function');
  expect(await lambda.invoke(streamEvent(nothing))).toEqual({ batchItemFailures: [] });
  expect(await lambda.invoke(streamEvent(account, account, nothing))).toEqual({ batchItemFailures: [] });
  await expect.poll(() => lambda.output()).toContain('\n');
  const lines = lambda.output().trim().split('\n');
  expect(lines).toHaveLength(1);
  expect(lines.flatMap(emfFaults)).toEqual([]);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ Stage: 'test', Registrations: 2 });
});

describe('traces', () => {
  const post = ['ApiGatewayManagementApi PostToConnection'];
  const unreached = 'fault Unavailable: ECONNREFUSED';
  const data = { conversationId: 'con_1', clientId: 'm1', text: 'a lighthouse' };
  const message = frameEvent({ type: 'message:send', id: 's1', data });

  test('of sampled invocations only are sent, with what failed', async () => {
    const { header, parent } = traceHeader(1);
    await invoke('ws-frame', message);
    await invoke('ws-frame', message, traceHeader(2, { sampled: false }).header);
    await invoke('ws-frame', message, header);
    expect(treeBelow(parent, await daemon.subsegments(3))).toEqual([
      [
        `message:send ${unreached}`,
        // which sessions have ended, without which it goes on
        [`DynamoDB Query ephemeral ${unreached}`],
        // the settings of the deployment
        [`DynamoDB GetItem durable ${unreached}`],
        [`DynamoDB Query durable ${unreached}`],
      ],
      post,
    ]);
    expect(daemon.datagrams.all).toHaveLength(2);
    expect(daemon.datagrams.all.join()).not.toMatch(/lighthouse|con_1|usr_1|connection-1/);
  });

  test.each([
    [
      'queue-work',
      sqsEvent({
        m1: JSON.stringify({
          type: 'fan-out',
          frame: '{}',
          sockets: [{ userId: 'u', connectionId: 'c', connectedAt: 1 }],
        }),
      }),
      ['fan-out', post],
    ],
    ['meta', httpEvent('GET', '/v1/health'), ['GET /health']],
    [
      'ws-authorize',
      authorizeEvent({ 'Sec-WebSocket-Protocol': 'chat.v1' }),
      ['authorize error unauthenticated'],
    ],
    [
      'ws-connect',
      connectEvent(),
      [
        `connect ${unreached}`,
        // the rate limit, without which it goes on, and the socket
        [`DynamoDB UpdateItem ephemeral ${unreached}`],
        [`DynamoDB UpdateItem ephemeral ${unreached}`],
      ],
    ],
    [
      'ws-disconnect',
      disconnectEvent(),
      [`disconnect ${unreached}`, [`DynamoDB UpdateItem ephemeral ${unreached}`]],
    ],
  ])('of %s', async (name, event, tree) => {
    const seen = (await daemon.subsegments(1)).length;
    const { header, parent } = traceHeader(functionNames.findIndex((known) => known === name) + 10);
    // some throw, which other tests are about
    await invoke(name, event, header).catch(() => undefined);
    expect(treeBelow(parent, await daemon.subsegments(seen + tree.length))).toEqual([tree]);
  });

  test('given a daemon address of another form, the function works without traces', async () => {
    const [meta] = bundles.filter(({ name }) => name === 'meta');
    const lambda = await startLambda(meta?.file ?? '', {
      ...functionEnvironment,
      AWS_XRAY_DAEMON_ADDRESS: 'udp:nowhere',
    });
    try {
      const reply = await lambda.invoke(httpEvent('GET', '/v1/health'), traceHeader(3).header);
      expect(reply).toMatchObject({ statusCode: 200 });
    } finally {
      await lambda.stop();
    }
  });
});
