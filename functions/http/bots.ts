import {
  createBot,
  createBotToken,
  deleteBot,
  getBot,
  listBots,
  listBotTokens,
  revokeBotToken,
  updateBot,
} from '../../shared/accounts/index.ts';
import { routes } from '../../shared/protocol/index.ts';
import { on, reply, type Endpoint } from './service.ts';

/** What owners do with their bots. */
export const botEndpoints: readonly Endpoint[] = [
  on(routes.listBots, async ({ app, caller }) => reply(200, await listBots(app, caller))),
  on(routes.createBot, async ({ app, caller, source, body }) =>
    reply(201, await createBot(app, caller, source, body)),
  ),
  on(routes.getBot, async ({ app, caller, params: { id } }) => reply(200, await getBot(app, caller, id))),
  on(routes.updateBot, async ({ app, caller, params: { id }, body }) =>
    reply(200, await updateBot(app, caller, id, body)),
  ),
  on(routes.deleteBot, async ({ app, caller, source, params: { id } }) => {
    await deleteBot(app, caller, source, id);
    return reply(204, null);
  }),
  on(routes.listBotTokens, async ({ app, caller, params: { id } }) =>
    reply(200, await listBotTokens(app, caller, id)),
  ),
  on(routes.createBotToken, async ({ app, caller, source, params: { id }, body }) =>
    reply(201, await createBotToken(app, caller, source, id, body)),
  ),
  on(routes.revokeBotToken, async ({ app, caller, source, params: { id, tokenId } }) => {
    await revokeBotToken(app, caller, source, id, tokenId);
    return reply(204, null);
  }),
];
