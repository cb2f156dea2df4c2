import { createConversation, getConversation, listConversations, sync } from '../../shared/inbox/index.ts';
import {
  listChanges,
  listMessages,
  listReceipts,
  markReceipt,
  sendMessage,
} from '../../shared/messages/index.ts';
import { routes } from '../../shared/protocol/index.ts';
import { httpLambda, on, reply } from './service.ts';

export const lambda = httpLambda([
  on(routes.createConversation, async ({ app, caller, body }) => {
    const { conversation, created, pushed } = await createConversation(app, caller, body);
    return reply(created ? 201 : 200, conversation, pushed);
  }),
  on(routes.listConversations, async ({ app, caller, query }) =>
    reply(200, await listConversations(app, caller, query)),
  ),
  on(routes.getConversation, async ({ app, caller, params: { id } }) =>
    reply(200, await getConversation(app, caller, id)),
  ),
  on(routes.listMessages, async ({ app, caller, params: { id }, query }) =>
    reply(200, await listMessages(app, caller, id, query)),
  ),
  on(routes.listChanges, async ({ app, caller, params: { id }, query }) =>
    reply(200, await listChanges(app, caller, id, query)),
  ),
  on(routes.listReceipts, async ({ app, caller, params: { id }, query }) =>
    reply(200, await listReceipts(app, caller, id, query)),
  ),
  on(routes.sync, async ({ app, caller, query }) => reply(200, await sync(app, caller.userId, query))),
  on(routes.sendMessage, async ({ app, caller, params: { id }, body }) => {
    const sent = await sendMessage(app, { userId: caller.userId }, { conversationId: id, ...body });
    return reply(sent.duplicate ? 200 : 201, sent.reply, sent.pushed);
  }),
  on(routes.markDelivered, async ({ app, caller, params: { id }, body }) => {
    const reader = { userId: caller.userId };
    const { pushed } = await markReceipt(app, reader, 'delivered', { conversationId: id, ...body });
    return reply(200, { ok: true as const }, pushed);
  }),
  on(routes.markRead, async ({ app, caller, params: { id }, body }) => {
    const reader = { userId: caller.userId };
    const { pushed } = await markReceipt(app, reader, 'read', { conversationId: id, ...body });
    return reply(200, { ok: true as const }, pushed);
  }),
]);
