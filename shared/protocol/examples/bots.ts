import type { Bot, botRoutes, BotToken } from '../bots.ts';
import type { RouteExamples } from './example.ts';
import { createdAt } from './values.ts';

const id = 'bot_h0QpVd2sYx7LmTzK4nRfWg';
const tokenId = 'tok_Xc8RjU1bEo5vNqGy3ZtAsA';
const bot: Bot = {
  id,
  username: 'weather',
  name: 'Weather',
  avatar: 'builtin:12',
  about: 'Tells the weather of a place.',
  createdAt,
  suspended: false,
};
const token: BotToken = {
  id: tokenId,
  name: 'Server in the office',
  scopes: ['conversations:read', 'messages:read', 'messages:write'],
  prefix: 'cfb_Xc8RjU1b',
  createdAt,
  expiresAt: '2027-02-18T09:00:00.000Z',
  lastUsedAt: null,
};

export const botRouteExamples: RouteExamples<typeof botRoutes> = {
  listBots: { reply: { items: [bot], nextCursor: null } },
  createBot: {
    body: { username: 'weather', name: 'Weather', about: bot.about },
    reply: { ...bot, avatar: null },
  },
  getBot: { params: { id }, reply: bot },
  updateBot: { params: { id }, body: { avatar: 'builtin:12' }, reply: bot },
  deleteBot: { params: { id } },
  listBotTokens: {
    params: { id },
    reply: { items: [{ ...token, lastUsedAt: '2026-11-21T08:00:00.000Z' }], nextCursor: null },
  },
  createBotToken: {
    params: { id },
    body: { name: token.name, scopes: ['conversations:read', 'messages:read', 'messages:write'] },
    reply: { ...token, token: 'cfb_Xc8RjU1bEo5vNqGy3ZtAsAh0QpVd2sYx7LmTzK4nRfWg_not-a-token' },
  },
  revokeBotToken: { params: { id, tokenId } },
};
