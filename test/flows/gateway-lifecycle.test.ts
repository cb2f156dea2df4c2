import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { openConnectionJournal } from '../../local/gateway/connection-journal.ts';
import { Client, startGateway } from '../support/backend/gateway.ts';

const handshake =
  'GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MTIzNDU2Nzg5MDEyMzQ1Ng==\r\n\r\n';

test('closing sends 1001, calls disconnect for every socket, and lets running calls finish', async () => {
  const gate = Promise.withResolvers<undefined>();
  const { port, url, close, events, httpCalls } = await startGateway({
    http: async () => {
      await gate.promise;
      return { statusCode: 200, body: 'finished' };
    },
    sockets: {
      async frame() {
        await gate.promise;
        return { statusCode: 200 };
      },
    },
  });
  const clients = await Promise.all([1, 2, 3].map(() => Client.open(port, '/ws', [])));
  clients[0]?.socket.send('unfinished');
  const request = fetch(url);
  await Promise.all([events.frame.nth(1), httpCalls.nth(1)]);

  let closed = false;
  const closing = close().then(() => (closed = true));
  for (const client of clients) expect(await client.closed).toEqual({ code: 1001, reason: 'Going away' });
  await events.disconnect.nth(3);
  await expect(fetch(url)).rejects.toThrow('fetch failed');
  expect(closed).toBe(false);
  gate.resolve(undefined);
  expect(await (await request).text()).toBe('finished');
  await closing;
  expect(events.disconnect.all).toHaveLength(3);
});

test('closing waits neither for calls that never end nor for clients that do not answer', async () => {
  const { port, close, events } = await startGateway({
    limits: { drainMs: 20 },
    sockets: { frame: () => new Promise(() => undefined) },
  });
  const client = connectTcp(port, '127.0.0.1');
  client.write(handshake);
  await once(client, 'data');
  client.pause();
  (await Client.open(port, '/ws', [])).socket.send('never');
  await events.frame.nth(1);
  await close();
  expect(events.disconnect.all).toHaveLength(2);
});

test('given a handshake that closing cuts off, disconnect is called once its connect function succeeds', async () => {
  const gate = Promise.withResolvers<undefined>();
  const { port, close, events } = await startGateway({
    limits: { drainMs: 20 },
    sockets: {
      async connect() {
        await gate.promise;
        return { statusCode: 200 };
      },
    },
  });
  const client = connectTcp(port, '127.0.0.1');
  client.write(handshake);
  await events.connect.nth(1);
  await close();
  gate.resolve(undefined);
  expect((await events.disconnect.nth(1)).requestContext.disconnectStatusCode).toBe(1006);
});

test('while the gateway closes, no socket is accepted', async () => {
  const gates = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
  const { port, url, close, events, httpCalls } = await startGateway({
    http: async ({ rawPath }) => {
      await gates[Number(rawPath.slice(1))]?.promise;
      return { statusCode: 200 };
    },
  });
  const client = connectTcp(port, '127.0.0.1');
  client.write('GET /0 HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const request = fetch(`${url}/1`);
  await httpCalls.nth(2);
  const closing = close();
  // The upgrade comes on a connection that was in use when the closing began.
  gates[0]?.resolve(undefined);
  await once(client, 'data');
  client.write(handshake);
  const [reply] = (await once(client, 'data')) as [Buffer];
  expect(reply.toString()).toMatch(/^HTTP\/1\.1 503 /);
  gates[1]?.resolve(undefined);
  expect((await request).status).toBe(200);
  await closing;
  expect(events.authorize.all).toHaveLength(0);
});

async function journalFile() {
  const directory = await mkdtemp(join(tmpdir(), 'gateway-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return join(directory, 'connections.log');
}

test('after a crash, the next run calls disconnect for the sockets that were open, before it accepts any', async () => {
  const file = await journalFile();
  const crashed = await startGateway({ journal: openConnectionJournal(file) });
  const ended = await Client.open(crashed.port, '/ws', []);
  ended.socket.close();
  await crashed.events.disconnect.nth(1);
  await Client.open(crashed.port, '/ws', []);
  const { requestContext } = await crashed.events.connect.nth(2);

  // Opening the file again while the first run is still in the middle is what a start after SIGKILL finds.
  const journal = openConnectionJournal(file);
  let answered = false;
  const next = await startGateway({
    journal,
    sockets: {
      async disconnect() {
        // Listening takes a turn or two of the event loop.
        for (let turn = 0; turn < 50; turn += 1) await setImmediate();
        answered = true;
        return { statusCode: 200 };
      },
    },
  });
  expect(answered).toBe(true);
  const [end, ...others] = next.events.disconnect.all;
  expect(others).toEqual([]);
  expect(end?.requestContext).toMatchObject({
    connectionId: requestContext.connectionId,
    connectedAt: requestContext.connectedAt,
    authorizer: { userId: 'user-1', sessionId: 'session-1', principalId: 'user-1' },
    eventType: 'DISCONNECT',
    disconnectStatusCode: 1006,
  });
  expect(openConnectionJournal(file).leftovers()).toEqual([]);
});

test('a leftover whose disconnect fails is kept for the next start, and does not stop this one', async () => {
  const file = await journalFile();
  const crashed = await startGateway({ journal: openConnectionJournal(file) });
  await Client.open(crashed.port, '/ws', []);
  const failing = await startGateway({
    journal: openConnectionJournal(file),
    sockets: { disconnect: () => Promise.reject(new Error('not now')) },
  });
  await Client.open(failing.port, '/ws', []);
  const next = await startGateway({ journal: openConnectionJournal(file) });
  const told = next.events.disconnect.all.map(({ requestContext }) => requestContext.connectionId);
  const { requestContext: first } = await crashed.events.connect.nth(1);
  const { requestContext: second } = await failing.events.connect.nth(1);
  expect(told).toEqual([first.connectionId, second.connectionId]);
});

test('refused sockets and clean ends leave nothing in the journal', async () => {
  const file = await journalFile();
  let admit = false;
  const { port, close } = await startGateway({
    journal: openConnectionJournal(file),
    sockets: { connect: async () => ({ statusCode: admit ? 200 : 403 }) },
  });
  await Client.refused(port);
  admit = true;
  await Client.open(port, '/ws', []);
  await close();
  expect(openConnectionJournal(file).leftovers()).toEqual([]);
});
