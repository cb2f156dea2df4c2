import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  GoneException,
  PayloadTooLargeException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { expect, onTestFinished, test } from 'vitest';
import { Client, startGateway } from '../support/backend/gateway.ts';

async function start() {
  const gateway = await startGateway();
  const sdk = new ApiGatewayManagementApiClient({
    endpoint: gateway.url,
    region: 'local',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  });
  onTestFinished(() => sdk.destroy());
  const client = await Client.open(gateway.port, '/ws', [], { 'user-agent': 'a browser' });
  const { connectionId } = (await gateway.events.connect.nth(1)).requestContext;
  return { ...gateway, sdk, client, ConnectionId: connectionId };
}

test('the SDK posts a message', async () => {
  const { sdk, client, ConnectionId } = await start();
  await sdk.send(new PostToConnectionCommand({ ConnectionId, Data: '{"type":"é"}' }));
  expect(await client.received.nth(1)).toBe('{"type":"é"}');
});

test('the SDK reads about a connection', async () => {
  const { sdk, clock, client, events, ConnectionId } = await start();
  const connectedAt = new Date(clock.now());
  clock.advance(1_000);
  client.socket.send('active');
  await events.frame.nth(1);
  expect(await sdk.send(new GetConnectionCommand({ ConnectionId }))).toMatchObject({
    ConnectedAt: connectedAt,
    LastActiveAt: new Date(clock.now()),
    Identity: { SourceIp: '127.0.0.1', UserAgent: 'a browser' },
  });
});

test('the SDK closes a connection', async () => {
  const { sdk, client, ConnectionId, events } = await start();
  const reply = await sdk.send(new DeleteConnectionCommand({ ConnectionId }));
  expect(reply.$metadata.httpStatusCode).toBe(204);
  expect((await client.closed).code).toBe(1000);
  expect((await events.disconnect.nth(1)).requestContext.disconnectStatusCode).toBe(1000);
});

test('a connection that has ended is 410 Gone', async () => {
  const { sdk, client, ConnectionId, events } = await start();
  client.socket.close();
  await events.disconnect.nth(1);
  for (const call of [
    () => sdk.send(new PostToConnectionCommand({ ConnectionId, Data: 'x' })),
    () => sdk.send(new GetConnectionCommand({ ConnectionId })),
    () => sdk.send(new DeleteConnectionCommand({ ConnectionId })),
  ]) {
    await expect(call()).rejects.toBeInstanceOf(GoneException);
  }
});

test('a message beyond 128 KiB is refused', async () => {
  const { sdk, client, ConnectionId } = await start();
  const post = (bytes: number) =>
    sdk.send(new PostToConnectionCommand({ ConnectionId, Data: 'x'.repeat(bytes) }));
  await expect(post(128 * 1024 + 1)).rejects.toBeInstanceOf(PayloadTooLargeException);
  await post(128 * 1024);
  expect(await client.received.nth(1)).toHaveLength(128 * 1024);
});

test('other methods are refused, and call no function', async () => {
  const { url, ConnectionId, httpCalls } = await start();
  const reply = await fetch(`${url}/@connections/${ConnectionId}`, { method: 'PUT' });
  expect(reply.status).toBe(403);
  expect(reply.headers.get('x-request-id')).not.toBeNull();
  expect(httpCalls.all).toHaveLength(0);
});
