import { join } from 'node:path';
import { expect, test } from 'vitest';
import { as, startWireRun, type Signed } from '../support/backend/wire-run.ts';

/**
 * A run through the routes and frames but those of groups, as programs see it. A change of shape leaves `wire.txt` as it is;
 * a change of behaviour shows there, line by line. `npx vitest run test/flows/wire.test.ts -u` records it anew.
 */
test('given the same steps, replies and events equal the recorded run', async () => {
  const { clock, record, http, register, connect, frame, end } = await startWireRun();
  const ann = await register('ann');
  const bob = await register('bob');
  const cat = await register('cat');

  // accounts
  await register('ann');
  for (const username of ['dan', 'ANN', '1x']) await http('GET', `/v1/auth/usernames/${username}`);
  await http('POST', '/v1/auth/register', { body: { username: 'x', password: 1, extra: true } });
  await http('POST', '/v1/auth/login', { body: { username: 'ann', password: 'wrong horse' } });
  const again = await http<Signed>('POST', '/v1/auth/login', {
    body: { username: 'ANN', password: 'correct horse' },
  });
  const renewed = await http<Signed>('POST', '/v1/auth/refresh', {
    body: { refreshToken: again.refreshToken },
  });
  await http('POST', '/v1/auth/logout', as(renewed, { refreshToken: renewed.refreshToken }));
  await http('POST', '/v1/auth/refresh', { body: { refreshToken: renewed.refreshToken } });
  await http('GET', '/v1/users/me', as(ann));
  await http('GET', '/v1/users/me');
  await http(
    'PATCH',
    '/v1/users/me',
    as(ann, { name: 'Ann A.', about: 'Hello\nthere', privacy: { about: 'nobody' } }),
  );
  await http('PATCH', '/v1/users/me', as(ann, { nickname: 'A' }));
  await http('GET', `/v1/users/${ann.user.id}`, as(bob));
  await http('GET', `/v1/users/${ann.user.id.slice(0, -1)}_`, as(bob));
  await http('GET', '/v1/users?q=an&limit=5', as(bob));
  await http('GET', '/v1/users?q=&limit=0', as(bob));

  // conversations
  const direct = await http('POST', '/v1/conversations', as(ann, { participantUsernames: ['bob'] }));
  await http('POST', '/v1/conversations', as(bob, { participantUsernames: ['ann'] }));
  const annPhone = await connect('ann’s phone', ann.token);
  const annLaptop = await connect('ann’s laptop', ann.token);
  const bobs = await connect('bob', bob.token);
  const cats = await connect('cat', cat.token);
  clock.advance(1_000);
  const group = await http(
    'POST',
    '/v1/conversations',
    as(ann, { participantUsernames: ['bob', 'cat'], name: 'Three' }),
  );
  for (const socket of [bobs, cats]) await socket.events('conversation:new', 1);
  await http('POST', '/v1/conversations', as(ann, { participantUsernames: ['nobody-here'] }));
  await http('POST', '/v1/conversations', as(ann, { participantUsernames: [] }));
  await http('GET', `/v1/conversations/${group.id}`, as(cat));
  await http('GET', `/v1/conversations/${direct.id}`, as(cat));

  // frames
  const first = await frame(bobs, 'sync', {});
  await frame(bobs, 'presence:watch', { userIds: [ann.user.id, cat.user.id, 'usr_unknown'] });
  const hello = { conversationId: direct.id, clientId: 'c1', text: 'Hello Bob' };
  await frame(annPhone, 'message:send', hello, [annLaptop, 'message:new', 1], [bobs, 'message:new', 1]);
  await frame(annPhone, 'message:send', { ...hello, repeat: true });
  await frame(annPhone, 'message:send', { ...hello, text: 'Other text' });
  await frame(annPhone, 'message:send', { ...hello, clientId: 'c2', text: ' ' });
  clock.advance(1_000);
  await http(
    'POST',
    `/v1/conversations/${direct.id}/messages`,
    as(bob, { text: 'Hello Ann', clientId: 'b1' }),
  );
  for (const [socket, count] of [
    [annPhone, 1],
    [annLaptop, 2],
    [bobs, 2],
  ] as const)
    await socket.events('message:new', count);
  clock.advance(1_000);
  await http('POST', `/v1/conversations/${group.id}/messages`, as(cat, { text: 'Hi\r\nall' }));
  for (const [socket, count] of [
    [annPhone, 2],
    [bobs, 3],
    [cats, 1],
  ] as const)
    await socket.events('message:new', count);
  await http('POST', `/v1/conversations/${direct.id}/messages`, as(bob, { text: 'x', replyTo: 'msg_x' }));
  await frame(bobs, 'receipt:delivered', { conversationId: direct.id, seq: 1 }, [annPhone, 'receipt', 1]);
  await http('POST', `/v1/conversations/${direct.id}/read`, as(ann, { seq: 2 }));
  await bobs.events('receipt', 1);
  await http('POST', `/v1/conversations/${group.id}/delivered`, as(bob, { seq: 1 }));
  await http('POST', `/v1/conversations/${group.id}/read`, as(bob, { seq: -1 }));
  await frame(bobs, 'receipt:read', { conversationId: 'cnv_unknown', seq: 1 });
  await frame(annLaptop, 'typing', { conversationId: direct.id, typing: true }, [bobs, 'typing', 1]);
  await http('PUT', '/v1/users/me/status', as(ann, { status: 'away' }));
  await bobs.events('presence:update', 1);
  await frame(bobs, 'unknown:type', {});
  await frame(bobs, 'ping');
  await frame(bobs, 'sync', { cursor: first.data?.cursor });
  await frame(bobs, 'sync', { cursor: 'made-up' });

  // reading
  for (const path of [
    '/v1/conversations',
    '/v1/conversations?limit=1',
    `/v1/conversations/${direct.id}/messages`,
    `/v1/conversations/${direct.id}/messages?before=2&limit=1`,
    `/v1/conversations/${direct.id}/messages?after=1`,
    `/v1/conversations/${direct.id}/messages?after=1&before=2`,
    `/v1/conversations/${direct.id}/changes?after=0`,
    `/v1/conversations/${group.id}/changes?after=0&limit=1`,
    `/v1/conversations/${direct.id}/receipts`,
    `/v1/conversations/${group.id}/receipts?limit=3`,
    '/v1/conversations/cnv_unknown/messages',
    '/v1/sync',
    '/v1/sync?cursor=made-up',
    '/v1/no-such-route',
  ]) {
    await http('GET', path, as(ann));
  }
  // blocks
  for (const userId of [cat.user.id, cat.user.id, bob.user.id, 'usr_unknown']) {
    await http('PUT', `/v1/users/me/blocks/${userId}`, as(bob));
  }
  await http('GET', '/v1/users/me/blocks', as(bob));
  await http('POST', '/v1/conversations', as(cat, { participantUsernames: ['bob'] }));
  await http('POST', '/v1/conversations', as(bob, { participantUsernames: ['cat'] }));
  await http('DELETE', `/v1/users/me/blocks/${cat.user.id}`, as(bob));
  await http('GET', '/v1/users/me/blocks', as(bob));

  await http('GET', '/v1/health');
  await http('DELETE', '/v1/users/me', as(ann));

  // signing out ends the session's sockets
  await http('POST', '/v1/auth/logout', as(cat, { refreshToken: cat.refreshToken }));
  record.add('cat’s socket closed', await cats.closed);

  await expect(end()).toMatchFileSnapshot(join(import.meta.dirname, 'wire.txt'));
});
