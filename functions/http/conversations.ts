import { createConversation, getConversation, listConversations, sync } from '../../shared/inbox/index.ts';
import {
  listChanges,
  listMessages,
  listReceipts,
  markReceipt,
  sendMessage,
} from '../../shared/messages/index.ts';
import { routes } from '../../shared/protocol/index.ts';
import { on, reply } from './service.ts';

/** Pushes are awaited before the reply: a Lambda stands still once it has answered. */
export const conversationsEndpoints = [
  on(routes.createConversation, async ({ app, caller, body }) => {
    const { conversation, created, pushed } = await createConversation(app, caller, body);
    await pushed;
    return reply(created ? 201 : 200, conversation);
  }),
  on(routes.listConversations, async ({ app, caller, query }) =>
    reply(200, await listConversations(app, caller, query)),
  ),
  on(routes.getConversation, async ({ app, caller, id }) =>
    reply(200, await getConversation(app, caller, id)),
  ),
  on(routes.listMessages, async ({ app, caller, id, query }) =>
    reply(200, await listMessages(app, caller, id, query)),
  ),
  on(routes.listChanges, async ({ app, caller, id, query }) =>
    reply(200, await listChanges(app, caller, id, query)),
  ),
  on(routes.listReceipts, async ({ app, caller, id, query }) =>
    reply(200, await listReceipts(app, caller, id, query)),
  ),
  on(routes.sync, async ({ app, caller, query }) => reply(200, await sync(app, caller.userId, query))),
  on(routes.sendMessage, async ({ app, caller, id, body }) => {
    const sent = await sendMessage(app, { userId: caller.userId }, { conversationId: id, ...body });
    await sent.pushed;
    return reply(sent.duplicate ? 200 : 201, sent.reply);
  }),
  on(routes.markDelivered, async ({ app, caller, id, body }) => {
    const reader = { userId: caller.userId };
    const { pushed } = await markReceipt(app, reader, 'delivered', { conversationId: id, ...body });
    await pushed;
    return reply(200, { ok: true as const });
  }),
  on(routes.markRead, async ({ app, caller, id, body }) => {
    const reader = { userId: caller.userId };
    const { pushed } = await markReceipt(app, reader, 'read', { conversationId: id, ...body });
    await pushed;
    return reply(200, { ok: true as const });
  }),
];
