import { describe, expect, it } from 'vitest';
import { placeBot } from '../../shared/accounts/index.ts';
import type { Conversation, Page, UserProfile, UserSummary } from '../../shared/protocol/index.ts';
import { startBackend } from '../support/backend/runtime.ts';

describe('what others see of bots', () => {
  it('given a bot, marks it wherever it is shown, names its owner in its profile, and marks no one else', async () => {
    const backend = await startBackend();
    const [ann, bob] = [await backend.person('ann'), await backend.person('bob')];
    const bot = await placeBot(backend.runtime.app, {
      username: 'helper',
      name: 'Helper',
      about: 'I help.',
      ownerId: ann.user.id,
    });
    const homeless = await placeBot(backend.runtime.app, { username: 'hook', name: 'Hook' });
    const get = async <T>(path: string) =>
      (await backend.call<T>('GET', `/v1${path}`, { token: bob.token })).body;

    expect(await get<UserProfile>(`/users/${bot.id}`)).toMatchObject({
      bot: true,
      about: 'I help.',
      owner: { id: ann.user.id, username: ann.user.username, name: ann.user.name },
    });
    expect((await get<UserProfile>(`/users/${homeless.id}`)).owner).toBeNull();
    const person = await get<UserProfile>(`/users/${ann.user.id}`);
    expect(person).not.toHaveProperty('bot');
    expect(person).not.toHaveProperty('owner');
    const found = await get<Page<UserSummary>>('/users?q=help');
    expect(found.items).toMatchObject([{ username: 'helper', bot: true }]);
    const { body: chat } = await backend.call<Conversation>('POST', '/v1/conversations', {
      token: bob.token,
      body: { participantUsernames: ['helper'] },
    });
    expect(chat.participants.map(({ username, bot }) => [username, bot])).toEqual(
      expect.arrayContaining([
        [bob.user.username, undefined],
        ['helper', true],
      ]),
    );
  });

  it('given a bot, lets no one sign in to it', async () => {
    const backend = await startBackend();
    await placeBot(backend.runtime.app, { username: 'helper', name: 'Helper' });
    for (const password of ['x', 'some password that is long']) {
      const { status } = await backend.call('POST', '/v1/auth/login', {
        body: { username: 'helper', password },
      });
      expect(status).toBe(401);
    }
  });
});
