import { expect } from 'vitest';
import { newBot, type Account, type BotToMake } from '../../../shared/accounts/index.ts';
import type { Bot, NewBotToken, Scope } from '../../../shared/protocol/index.ts';
import type { Person, TestApi } from './api.ts';
import type { TestBackend } from './runtime.ts';

let made = 0;

/** Makes a bot of a user, and what makes tokens for it. */
export async function makeBot(backend: TestApi, owner: Pick<Person, 'token'>, username?: string) {
  made += 1;
  const { token } = owner;
  const answer = await backend.call<Bot>('POST', '/v1/bots', {
    token,
    body: { username: username ?? `bot-${Date.now().toString(36)}-${made}`, name: 'Helper' },
  });
  expect(answer.status).toBe(201);
  const bot = answer.body;
  const create = (body: object) =>
    backend.call<NewBotToken>('POST', `/v1/bots/${bot.id}/tokens`, { token, body });
  return {
    bot,
    create,
    /** The text of a new token with these scopes. */
    async token(scopes: readonly Scope[], more: object = {}): Promise<string> {
      const { status, body } = await create({ name: 'Test', scopes, ...more });
      expect(status).toBe(201);
      return body.token;
    },
  };
}

/** Stores a bot that belongs to a user, or to none, without asking for it. */
export async function placeBot({ runtime }: TestBackend, wanted: BotToMake): Promise<Account> {
  const bot = await newBot(runtime.app, wanted);
  await runtime.app.accounts.create(bot, undefined, undefined);
  return bot;
}
