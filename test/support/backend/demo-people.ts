import { expect } from 'vitest';
import { demoPassword } from '../../../local/demo-data.ts';
import type { AuthReply, Conversation, MessagePage, Page } from '../../../shared/protocol/index.ts';
import type { TestApi } from './api.ts';

/** Signs in one of the people whom `npm run seed` makes. */
export async function demoLogin(api: TestApi, username: string): Promise<AuthReply> {
  const body = { username, password: demoPassword };
  const answer = await api.call<AuthReply>('POST', '/v1/auth/login', { body });
  expect(answer.status).toBe(200);
  return answer.body;
}

/** All conversations as one of them sees them, with their messages. */
export async function seenBy(api: TestApi, username: string) {
  const { token } = await demoLogin(api, username);
  const { body } = await api.call<Page<Conversation>>('GET', '/v1/conversations', { token });
  return Promise.all(
    body.items.map(async ({ id, name, memberCount, unreadCount }) => {
      const path = `/v1/conversations/${id}/messages`;
      const { items } = (await api.call<MessagePage>('GET', path, { token })).body;
      return { id, name, memberCount, unreadCount, messages: items };
    }),
  );
}
