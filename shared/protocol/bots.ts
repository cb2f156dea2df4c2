import * as z from 'zod';
import { scope, scopeNames, shownScope } from './bot-scopes.ts';
import { idOf, replyText } from './bounds.ts';
import { limits, oneLineName, pageOf, time } from './common.ts';
import { defineRoutes, idParam } from './route.ts';
import { about, avatar, displayName, shownAvatar, username } from './users.ts';

/** A program that takes part, from the view of the user whom it belongs to. */
export const bot = z
  .object({
    id: idOf('the bot, which is that of its user too'),
    username: replyText(32, 'The username, by which others find it.'),
    name: replyText(64, 'The display name.'),
    avatar: shownAvatar,
    about: replyText(500, 'A text about the bot.'),
    createdAt: time('When it was made.'),
    suspended: z.boolean().describe('Whether an operator suspended it: its tokens do not work meanwhile.'),
  })
  .meta({ id: 'Bot', description: 'A program of yours that takes part.' });
export type Bot = z.infer<typeof bot>;
export const botList = pageOf(bot).meta({ id: 'BotList', description: 'Your bots.' });
export type BotList = z.infer<typeof botList>;

export const createBotRequest = z
  .strictObject({
    username: username.describe('Its username, unique among people and bots.'),
    name: displayName,
    about: about.optional(),
  })
  .meta({ id: 'CreateBotRequest', description: 'The bot to make.' });
export type CreateBotRequest = z.infer<typeof createBotRequest>;

export const updateBotRequest = z
  .strictObject({ name: displayName, avatar, about })
  .partial()
  .meta({ id: 'UpdateBotRequest', description: 'The changes. Fields that are left out do not change.' });
export type UpdateBotRequest = z.infer<typeof updateBotRequest>;

export const botToken = z
  .object({
    id: idOf('the token'),
    name: replyText(64, 'What it is for, as its owner wrote.'),
    scopes: z.array(shownScope).meta({ maxItems: 64, description: 'What it allows.' }),
    prefix: replyText(16, 'How the token begins, to recognise it by.'),
    createdAt: time('When it was made.'),
    expiresAt: time('When it stops working.')
      .nullable()
      .describe('When it stops working; `null`: not by itself.'),
    lastUsedAt: time('When it was last used.')
      .nullable()
      .describe('When it was last used, to the hour; `null` for never.'),
  })
  .meta({ id: 'BotToken', description: 'A token of a bot, without its secret.' });
export type BotToken = z.infer<typeof botToken>;
export const botTokenList = pageOf(botToken).meta({
  id: 'BotTokenList',
  description: 'The tokens of a bot, those included that have expired.',
});
export type BotTokenList = z.infer<typeof botTokenList>;

const { min, max, usual } = limits.botTokenSeconds;
export const createBotTokenRequest = z
  .strictObject({
    name: oneLineName.describe('What it is for, such as where it is kept.'),
    scopes: z
      .array(scope)
      .min(1)
      .max(scopeNames.length)
      .refine((scopes) => new Set(scopes).size === scopes.length, 'must not name a scope twice')
      .meta({ uniqueItems: true })
      .describe('What it allows. Give it no more than it needs.'),
    expiresIn: z
      .int()
      .min(min)
      .max(max)
      .nullable()
      .default(usual)
      .describe(
        `After how many seconds it stops working: a year at most, or \`null\` for never. Left out, after ${usual / 86_400} days.`,
      ),
  })
  .meta({ id: 'CreateBotTokenRequest', description: 'The token to make.' });
export type CreateBotTokenRequest = z.infer<typeof createBotTokenRequest>;

export const newBotToken = botToken
  .extend({ token: replyText(128, 'The token itself. It is shown this once, and stored as a hash only.') })
  .meta({ id: 'NewBotToken', description: 'A token of a bot, with its secret.' });
export type NewBotToken = z.infer<typeof newBotToken>;

const botParam = idParam('the bot', 'bot_not_found');

export const botRoutes = defineRoutes({
  listBots: {
    tag: 'bots',
    method: 'GET',
    path: '/bots',
    summary: 'List your bots',
    replies: { 200: botList },
    errors: [],
  },
  createBot: {
    tag: 'bots',
    method: 'POST',
    path: '/bots',
    summary: 'Make a bot',
    body: createBotRequest,
    replies: { 201: bot },
    errors: ['username_taken', 'too_many_bots'],
  },
  getBot: {
    tag: 'bots',
    method: 'GET',
    path: '/bots/{id}',
    summary: 'Get one of your bots',
    params: { id: botParam },
    replies: { 200: bot },
    errors: [],
  },
  updateBot: {
    tag: 'bots',
    method: 'PATCH',
    path: '/bots/{id}',
    summary: 'Change the name, picture or text of a bot',
    params: { id: botParam },
    body: updateBotRequest,
    replies: { 200: bot },
    errors: ['media_not_found', 'media_not_uploaded', 'media_mismatch', 'media_blocked'],
  },
  deleteBot: {
    tag: 'bots',
    method: 'DELETE',
    path: '/bots/{id}',
    summary: 'Delete a bot: its tokens stop working, and it leaves its groups; what it wrote stays',
    params: { id: botParam },
    replies: { 204: null },
    errors: [],
  },
  listBotTokens: {
    tag: 'bots',
    method: 'GET',
    path: '/bots/{id}/tokens',
    summary: 'List the tokens of a bot',
    params: { id: botParam },
    replies: { 200: botTokenList },
    errors: [],
  },
  createBotToken: {
    tag: 'bots',
    method: 'POST',
    path: '/bots/{id}/tokens',
    summary: 'Make a token for a bot, which is shown this once',
    params: { id: botParam },
    body: createBotTokenRequest,
    replies: { 201: newBotToken },
    errors: ['too_many_bot_tokens'],
  },
  revokeBotToken: {
    tag: 'bots',
    method: 'DELETE',
    path: '/bots/{id}/tokens/{tokenId}',
    summary: 'Revoke a token of a bot: it stops working within two seconds, its sockets are closed at once',
    params: { id: botParam, tokenId: idParam('the token', 'bot_token_not_found') },
    replies: { 204: null },
    errors: [],
  },
});
