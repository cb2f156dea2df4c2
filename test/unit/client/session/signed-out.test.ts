import { expect, onTestFinished, test, vi } from 'vitest';
import { createClient, type ChatClient } from '../../../../client/index.ts';
import { newClient, signedIn, startServer } from '../setup.ts';

const calls: Record<string, (client: ChatClient) => Promise<unknown>> = {
  connect: (client) => client.connect(),
  send: (client) => client.messages.send('con_1', 'hello'),
  history: (client) => client.messages.list('con_1'),
  conversations: (client) => client.conversations.list(),
  conversation: (client) => client.conversations.get('con_1'),
  openDirect: (client) => client.conversations.openDirect('bob'),
  createGroup: (client) => client.conversations.createGroup('Lunch', ['bob']),
  searchUsers: (client) => client.users.search('b'),
  user: (client) => client.users.get('usr_bob'),
  me: (client) => client.account.get(),
  updateProfile: (client) => client.account.update({ name: 'A' }),
  setStatus: (client) => client.presence.setStatus('away'),
  watchPresence: (client) => client.presence.watch(['usr_bob']),
  markRead: (client) => client.messages.markRead('con_1', 1),
  markDelivered: (client) => client.messages.markDelivered('con_1', 1),
  receipts: (client) => client.messages.receipts('con_1'),
};

test.each(Object.entries(calls))('%s rejects with signed_out, and does not throw', async (_, call) => {
  const server = await startServer();
  const { client } = newClient(server);
  let outcome: Promise<unknown> | undefined;
  expect(() => void (outcome = call(client))).not.toThrow();
  await expect(outcome).rejects.toMatchObject({ name: 'ChatClientError', code: 'signed_out' });
});

test('the user id and the profile of another user can be read', async () => {
  const server = await startServer();
  const { client } = await signedIn(server, 'alice');
  expect(client.userId).toBe('usr_alice');
  await expect(client.users.get('usr_bob')).resolves.toMatchObject({ id: 'usr_bob', username: 'bob' });
  await expect(client.users.get('usr_none')).rejects.toMatchObject({ code: 'user_not_found' });
  await client.logout();
  expect(client.userId).toBeUndefined();
});

test('without WebSocket, as on Node 20, the error names the option to pass', () => {
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
