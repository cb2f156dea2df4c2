import { expect, onTestFinished, test, vi } from 'vitest';
import { createClient, type ChatClient } from '../../../../client/index.ts';
import { newClient, signedIn, startServer } from '../setup.ts';

const calls: Record<string, (client: ChatClient) => Promise<unknown>> = {
  connect: (client) => client.connect(),
  send: (client) => client.send('con_1', 'hello'),
  history: (client) => client.history('con_1'),
  conversations: (client) => client.conversations(),
  conversation: (client) => client.conversation('con_1'),
  openDirect: (client) => client.openDirect('bob'),
  createGroup: (client) => client.createGroup('Lunch', ['bob']),
  searchUsers: (client) => client.searchUsers('b'),
  user: (client) => client.user('usr_bob'),
  me: (client) => client.me(),
  updateProfile: (client) => client.updateProfile({ name: 'A' }),
  setStatus: (client) => client.setStatus('away'),
  watchPresence: (client) => client.watchPresence(['usr_bob']),
  markRead: (client) => client.markRead('con_1', 1),
  markDelivered: (client) => client.markDelivered('con_1', 1),
  receipts: (client) => client.receipts('con_1'),
};

test.each(Object.entries(calls))('%s rejects with signed_out, and does not throw', async (_, call) => {
  const server = await startServer();
  const { client } = newClient(server);
  let outcome: Promise<unknown> | undefined;
  expect(() => void (outcome = call(client))).not.toThrow();
  await expect(outcome).rejects.toMatchObject({ name: 'ChatClientError', code: 'signed_out' });
});

test('the own id and the profile of another are to be had', async () => {
  const server = await startServer();
  const { client } = await signedIn(server, 'alice');
  expect(client.userId).toBe('usr_alice');
  await expect(client.user('usr_bob')).resolves.toMatchObject({ id: 'usr_bob', username: 'bob' });
  await expect(client.user('usr_none')).rejects.toMatchObject({ code: 'user_not_found' });
  await client.logout();
  expect(client.userId).toBeUndefined();
});

test('a runtime without WebSocket, as Node 20, is told which option to pass', () => {
  const { WebSocket } = globalThis;
  onTestFinished(() => void vi.unstubAllGlobals());
  vi.stubGlobal('WebSocket', undefined);
  Reflect.deleteProperty(globalThis, 'WebSocket');
  expect(() => createClient({ baseUrl: 'http://localhost' })).toThrow(
    expect.objectContaining({
      code: 'no_websocket',
      message: expect.stringContaining('`WebSocket`') as string,
    }),
  );
  expect(() => createClient({ baseUrl: 'http://localhost', WebSocket })).not.toThrow();
});
