import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { expect, test } from 'vitest';
import type { AuthorizeResult } from '../../functions/events.ts';
import { problem } from '../../shared/protocol/index.ts';
import { allowed, Client, startGateway } from '../support/backend/gateway.ts';

const id = expect.stringMatching(/^[\w-]{15}=$/) as string;

test('a socket is authorized, connected, sends a frame and is disconnected, with a call of each function', async () => {
  const { port, events } = await startGateway({
    sockets: { connect: async () => ({ statusCode: 200, headers: { 'sec-websocket-PROTOCOL': 'chat.v1' } }) },
  });
  const client = await Client.open(port, '/ws?a=1&a=2', ['chat.v1', 'bearer.token'], { 'X-Own': 'yes' });
  expect(client.socket.protocol).toBe('chat.v1');

  const authorize = await events.authorize.nth(1);
  expect(authorize).toMatchObject({
    type: 'REQUEST',
    methodArn: expect.stringMatching(/^arn:aws:execute-api:.*\/\$connect$/) as string,
    headers: { 'Sec-WebSocket-Protocol': 'chat.v1,bearer.token', 'X-Own': 'yes' },
    multiValueHeaders: { 'X-Own': ['yes'] },
    queryStringParameters: { a: '1,2' },
  });

  const connect = await events.connect.nth(1);
  const constant = {
    apiId: expect.any(String) as string,
    stage: expect.any(String) as string,
    connectionId: connect.requestContext.connectionId,
    connectedAt: Date.UTC(2026, 9, 9, 13, 55, 36, 250),
    domainName: '127.0.0.1',
    authorizer: { userId: 'user-1', sessionId: 'session-1', principalId: 'user-1' },
    requestTime: '09/Oct/2026:13:55:36 +0000',
    messageDirection: 'IN',
    requestId: id,
    messageId: id,
  };
  expect(connect).toMatchObject({
    headers: { 'X-Own': 'yes' },
    requestContext: { ...constant, connectionId: id, routeKey: '$connect', eventType: 'CONNECT' },
    isBase64Encoded: false,
  });

  client.socket.send('{"type":"ping"}');
  client.socket.send(Buffer.from([255, 0]));
  expect(await events.frame.nth(1)).toMatchObject({
    requestContext: { ...constant, routeKey: '$default', eventType: 'MESSAGE' },
    body: '{"type":"ping"}',
    isBase64Encoded: false,
  });
  expect(await events.frame.nth(2)).toMatchObject({ body: '/wA=', isBase64Encoded: true });
  const [first, second] = events.frame.all.map(({ requestContext }) => requestContext);
  expect(new Set([first?.messageId, first?.requestId, second?.messageId, second?.requestId]).size).toBe(4);

  client.socket.close(4001, 'enough');
  expect(await events.disconnect.nth(1)).toMatchObject({
    requestContext: {
      ...constant,
      routeKey: '$disconnect',
      eventType: 'DISCONNECT',
      disconnectStatusCode: 4001,
      disconnectReason: 'enough',
    },
  });
});

test('no subprotocol is selected unless the connect function selects one', async () => {
  const { port, events } = await startGateway();
  const refused = new Client(port);
  const [error] = (await once(refused.socket, 'error')) as [Error];
  expect(error.message).toBe('Server sent no subprotocol');
  const plain = await Client.open(port, '/ws', []);
  expect(plain.socket.protocol).toBe('');
  expect((await events.connect.nth(2)).headers).not.toHaveProperty('Sec-WebSocket-Protocol');
});

test('the context of the authorizer arrives as strings', async () => {
  const { port, events } = await startGateway({
    sockets: {
      authorize: async () =>
        allowed({ context: { userId: 'u', sessionId: 's', level: 7, admin: false, none: null } }),
    },
  });
  await Client.open(port, '/ws', []);
  expect((await events.connect.nth(1)).requestContext.authorizer).toEqual({
    userId: 'u',
    sessionId: 's',
    level: '7',
    admin: 'false',
    principalId: 'user-1',
  });
});

const denied = allowed({
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action: 'execute-api:Invoke', Resource: '*' }],
  },
});

test.each<[string, () => Promise<AuthorizeResult>, number, string | undefined]>([
  ['rejects with Unauthorized', () => Promise.reject(new Error('Unauthorized')), 401, 'unauthenticated'],
  ['denies', async () => denied, 403, undefined],
  ['fails', () => Promise.reject(new Error('secret')), 500, 'internal_error'],
  ['names no user', async () => allowed({ context: {} }), 500, 'internal_error'],
  ['takes too long', () => new Promise(() => undefined), 503, 'service_unavailable'],
])('an authorizer that %s refuses the handshake', async (_, authorize, status, code) => {
  const { port, events } = await startGateway({ sockets: { authorize }, limits: { integrationMs: 50 } });
  const refusal = await Client.refused(port);
  expect(refusal.status).toBe(status);
  expect(refusal.headers['x-request-id']).toEqual(id);
  expect(refusal.body).not.toContain('secret');
  if (code !== undefined) expect(problem.parse(JSON.parse(refusal.body)).code).toBe(code);
  expect(events.connect.all).toHaveLength(0);
});

test('a connect function refuses with its own status, headers and body', async () => {
  const { port, events, connections } = await startGateway({
    sockets: {
      connect: async () => ({ statusCode: 429, headers: { 'Retry-After': '5' }, body: '{"code":"slow"}' }),
    },
  });
  expect(await Client.refused(port)).toMatchObject({
    status: 429,
    headers: { 'retry-after': '5' },
    body: '{"code":"slow"}',
  });
  const { connectionId } = (await events.connect.nth(1)).requestContext;
  expect(await connections.post(connectionId, 'x')).toBe('gone');
});

test('a connect function that fails is 500, and leaves no connection', async () => {
  const { port, events, connections } = await startGateway({
    sockets: { connect: () => Promise.reject(new Error('secret')) },
  });
  const refusal = await Client.refused(port);
  expect(problem.parse(JSON.parse(refusal.body)).code).toBe('internal_error');
  expect(connections.get((await events.connect.nth(1)).requestContext.connectionId)).toBeUndefined();
});

test('handshakes at other paths are 404, malformed ones 400, and call no function', async () => {
  const { port, events } = await startGateway();
  for (const path of ['/', '/ws/', '/v1/ws', '/@connections/abc']) {
    const refusal = await Client.refused(port, path);
    expect(refusal.status).toBe(404);
    expect(problem.parse(JSON.parse(refusal.body)).code).toBe('route_not_found');
  }
  const socket = connectTcp(port, '127.0.0.1');
  socket.write('GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  const [reply] = (await once(socket, 'data')) as [Buffer];
  expect(reply.toString()).toMatch(/^HTTP\/1\.1 400 /);
  expect(events.authorize.all).toHaveLength(0);
});

test('a message posted while the connect function runs arrives when the socket is open', async () => {
  const { port, connections } = await startGateway({
    sockets: {
      async connect({ requestContext: { connectionId } }) {
        expect(await connections.post(connectionId, 'early 1')).toBe('sent');
        expect(await connections.post(connectionId, 'early 2')).toBe('sent');
        return { statusCode: 200 };
      },
    },
  });
  const client = await Client.open(port, '/ws', []);
  await client.received.nth(2);
  expect(client.received.all).toEqual(['early 1', 'early 2']);
});

test('a socket that is closed while the connect function runs closes as soon as it is open', async () => {
  const { port, connections, events } = await startGateway({
    sockets: {
      async connect({ requestContext: { connectionId } }) {
        await connections.post(connectionId, 'session:ended');
        await connections.close(connectionId);
        expect(await connections.post(connectionId, 'too late')).toBe('gone');
        return { statusCode: 200 };
      },
    },
  });
  const client = new Client(port, '/ws', []);
  expect((await client.closed).code).toBe(1000);
  expect(client.received.all).toEqual(['session:ended']);
  expect((await events.disconnect.nth(1)).requestContext.disconnectStatusCode).toBe(1000);
});

test('given a client that vanishes during its handshake, connect and disconnect are called once each', async () => {
  const connecting = Promise.withResolvers<undefined>();
  const { port, events, close } = await startGateway({
    sockets: {
      async connect() {
        await connecting.promise;
        return { statusCode: 200 };
      },
    },
  });
  const socket = connectTcp(port, '127.0.0.1');
  socket.write(
    'GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MTIzNDU2Nzg5MDEyMzQ1Ng==\r\n\r\n',
  );
  const { requestContext } = await events.connect.nth(1);
  socket.resetAndDestroy();
  await once(socket, 'close');
  connecting.resolve(undefined);
  const end = await events.disconnect.nth(1);
  expect(end.requestContext.connectionId).toBe(requestContext.connectionId);
  expect(end.requestContext.disconnectStatusCode).toBe(1006);
  await close();
  expect(events.disconnect.all).toHaveLength(1);
});

test('a lost connection calls disconnect once, with 1006', async () => {
  const { port, events, close } = await startGateway();
  const client = await Client.open(port, '/ws', []);
  client.socket.terminate();
  expect((await events.disconnect.nth(1)).requestContext.disconnectStatusCode).toBe(1006);
  await close();
  expect(events.disconnect.all).toHaveLength(1);
});

test('frames of one socket start in the order of their arrival, and run at once up to the limit', async () => {
  const gate = Promise.withResolvers<undefined>();
  let running = 0;
  let most = 0;
  const { port, events } = await startGateway({
    limits: { framesInFlight: 3 },
    sockets: {
      async frame() {
        running += 1;
        most = Math.max(most, running);
        await gate.promise;
        running -= 1;
        return { statusCode: 200 };
      },
    },
  });
  const client = await Client.open(port, '/ws', []);
  const bodies = Array.from({ length: 2_000 }, (_, i) => String(i));
  for (const body of bodies) client.socket.send(body);
  await events.frame.nth(3);
  // Another client's round trip shows that the gateway had the time to hand over more.
  const other = await Client.open(port, '/ws', []);
  other.socket.send('other');
  await events.frame.nth(4);
  expect(events.frame.all.map(({ body }) => body)).toEqual(['0', '1', '2', 'other']);
  gate.resolve(undefined);
  await events.frame.nth(2_001);
  expect(events.frame.all.map(({ body }) => body).filter((body) => body !== 'other')).toEqual(bodies);
  expect(most).toBe(4);
});

test('given as many frames in flight as the limit, the socket is not read', async () => {
  const gate = Promise.withResolvers<undefined>();
  const { port, events } = await startGateway({
    limits: { framesInFlight: 1 },
    sockets: {
      async frame({ body }) {
        if (body !== 'other') await gate.promise;
        return { statusCode: 200 };
      },
    },
  });
  const client = await Client.open(port, '/ws', []);
  const message = 'x'.repeat(64 * 1024);
  // More than the system's own buffers take.
  for (let i = 0; i < 512; i += 1) client.socket.send(message);
  const other = await Client.open(port, '/ws', []);
  for (let i = 0; i < 500; i += 1) {
    other.socket.send('other');
    await events.frame.nth(i + 1);
  }
  expect(client.socket.bufferedAmount).toBeGreaterThan(0);
  gate.resolve(undefined);
  await events.frame.nth(512 + 500);
});

test('frames that arrived before their socket closed are still handled', async () => {
  const gate = Promise.withResolvers<undefined>();
  const { port, events } = await startGateway({
    limits: { framesInFlight: 1 },
    sockets: {
      async frame() {
        await gate.promise;
        return { statusCode: 200 };
      },
    },
  });
  const client = await Client.open(port, '/ws', []);
  for (const body of ['1', '2', '3']) client.socket.send(body);
  await events.frame.nth(1);
  client.socket.close();
  gate.resolve(undefined);
  await events.frame.nth(3);
  await events.disconnect.nth(1);
});

test('a frame function that fails is answered as API Gateway does, and the socket stays open', async () => {
  const { port, events } = await startGateway({
    sockets: {
      async frame({ body }) {
        if (body === 'bad') throw new Error('secret');
        return { statusCode: 200, body: 'replies are posted, not returned' };
      },
    },
  });
  const client = await Client.open(port, '/ws', []);
  client.socket.send('good');
  client.socket.send('bad');
  const { connectionId, requestId } = (await events.frame.nth(2)).requestContext;
  expect(JSON.parse(await client.received.nth(1))).toEqual({
    message: 'Internal server error',
    connectionId,
    requestId,
  });
  client.socket.send('good');
  await events.frame.nth(3);
});

test('messages up to 128 KiB reach the function; a larger one closes the socket with 1009', async () => {
  const { port, events } = await startGateway();
  const client = await Client.open(port, '/ws', []);
  client.socket.send('x'.repeat(128 * 1024));
  expect((await events.frame.nth(1)).body).toHaveLength(128 * 1024);
  client.socket.send('x'.repeat(128 * 1024 + 1));
  expect((await client.closed).code).toBe(1009);
  expect((await events.disconnect.nth(1)).requestContext.disconnectStatusCode).toBe(1009);
  expect(events.frame.all).toHaveLength(1);
});

test('text that is not UTF-8 closes the socket, and the gateway goes on', async () => {
  const { port, events } = await startGateway();
  const client = await Client.open(port, '/ws', []);
  client.socket.send(Buffer.from([0xc3, 0x28]), { binary: false });
  await client.closed;
  await events.disconnect.nth(1);
  await Client.open(port, '/ws', []);
});

const limits = { sweepMs: 1 };

test('a socket is closed after 10 minutes without a message in either direction', async () => {
  const { port, clock, connections, events } = await startGateway({ limits });
  const silent = await Client.open(port, '/ws', []);
  const talking = await Client.open(port, '/ws', []);
  const listening = await Client.open(port, '/ws', []);
  const { connectionId } = (await events.connect.nth(3)).requestContext;
  clock.advance(9 * 60_000);
  talking.socket.send('still here');
  await events.frame.nth(1);
  await connections.post(connectionId, 'news');
  clock.advance(60_000);
  expect(await silent.closed).toEqual({ code: 1001, reason: 'Going away' });
  expect((await events.disconnect.nth(1)).requestContext.disconnectStatusCode).toBe(1001);
  expect([talking.socket.readyState, listening.socket.readyState]).toEqual([1, 1]);
});

test('a socket is closed after two hours, however busy', async () => {
  const { port, clock, events } = await startGateway({ limits });
  const client = await Client.open(port, '/ws', []);
  for (let tick = 1; tick < 24; tick += 1) {
    clock.advance(5 * 60_000);
    client.socket.send('busy');
    await events.frame.nth(tick);
  }
  expect(client.socket.readyState).toBe(1);
  clock.advance(5 * 60_000);
  expect((await client.closed).code).toBe(1001);
});

test('a client that does not read is closed; others are not', async () => {
  const { port, connections, events } = await startGateway({ maxBufferedBytes: 64 * 1024 });
  const slow = await Client.open(port, '/ws', []);
  const other = await Client.open(port, '/ws', []);
  const { connectionId: slowId } = (await events.connect.nth(1)).requestContext;
  const { connectionId: otherId } = (await events.connect.nth(2)).requestContext;
  slow.socket.pause();
  const message = 'x'.repeat(32 * 1024);
  let posts = 0;
  // The system's own buffers take some megabytes before anything piles up here.
  while ((await connections.post(slowId, message)) === 'sent' && posts < 10_000) posts += 1;
  expect(posts).toBeLessThan(10_000);
  expect(await connections.post(otherId, 'fine')).toBe('sent');
  await other.received.nth(1);
  slow.socket.resume();
  expect((await slow.closed).code).toBe(1013);
  expect(slow.received.all).toHaveLength(posts);
  expect((await events.disconnect.nth(1)).requestContext.disconnectStatusCode).toBe(1013);
});
