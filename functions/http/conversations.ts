import { discover, listTopics, previewPublicGroup, suggestGroups } from '../../shared/discovery/index.ts';
import {
  acceptInvite,
  acceptRequest,
  addMembers,
  banUser,
  createInvite,
  declineRequest,
  deleteGroup,
  getWelcome,
  joinGroup,
  leaveGroup,
  listBans,
  listInvites,
  listMembers,
  listRequests,
  previewInvite,
  removeMember,
  revokeInvite,
  transferGroup,
  unbanUser,
  updateGroup,
  updateMember,
  updateOwnMembership,
} from '../../shared/groups/index.ts';
import { createConversation, getConversation, listConversations, sync } from '../../shared/inbox/index.ts';
import {
  appendToStream,
  closePoll,
  closeStream,
  deleteMessage,
  editMessage,
  forwardMessage,
  getMessage,
  hideMessage,
  listChanges,
  listDrafts,
  listGallery,
  listMessages,
  listPins,
  listReactions,
  listReceipts,
  listReplies,
  listRevisions,
  listStars,
  listThreads,
  listVotes,
  markReceipt,
  openStream,
  pin,
  react,
  removePreview,
  saveDraft,
  sendMessage,
  starMessage,
  unstarMessage,
  stopStream,
  updateThread,
  vote,
} from '../../shared/messages/index.ts';
import { readConversation } from '../../shared/notifications/index.ts';
import { searchMessages } from '../../shared/search/index.ts';
import { routes } from '../../shared/protocol/index.ts';
import { httpLambda, on, reply } from './service.ts';
import { webhookEndpoints } from './webhook-endpoints.ts';

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
  on(routes.listConversationMedia, async ({ app, caller, params: { id }, query }) =>
    reply(200, await listGallery(app, caller, id, query)),
  ),
  on(routes.listChanges, async ({ app, caller, params: { id }, query }) =>
    reply(200, await listChanges(app, caller, id, query)),
  ),
  on(routes.listReceipts, async ({ app, caller, params: { id }, query }) =>
    reply(200, await listReceipts(app, caller, id, query)),
  ),
  on(routes.sync, async ({ app, caller, query }) => reply(200, await sync(app, caller.userId, query))),
  on(routes.sendMessage, async ({ app, caller, params: { id }, body }) => {
    const sent = await sendMessage(app, sender(caller), { conversationId: id, ...body });
    return reply(sent.duplicate ? 200 : 201, sent.reply, sent.pushed);
  }),
  on(routes.getMessage, async ({ app, caller, params: { id, seq } }) =>
    reply(200, await getMessage(app, caller, { conversationId: id, seq })),
  ),
  on(routes.openStream, async ({ app, caller, params: { id }, body }) => {
    const opened = await openStream(app, sender(caller), { conversationId: id, ...body });
    return reply(opened.duplicate ? 200 : 201, opened.reply, opened.pushed);
  }),
  on(routes.appendToStream, async ({ app, caller, params: { id, seq }, body }) => {
    const appended = await appendToStream(app, sender(caller), { conversationId: id, seq, ...body });
    return reply(200, appended.reply, appended.pushed);
  }),
  on(routes.closeStream, async ({ app, caller, params: { id, seq }, body }) => {
    const { message, pushed } = await closeStream(app, sender(caller), { conversationId: id, seq, ...body });
    return reply(200, message, pushed);
  }),
  on(routes.stopStream, async ({ app, caller, params: { id, seq } }) => {
    const { message, pushed } = await stopStream(app, sender(caller), { conversationId: id, seq });
    return reply(200, message, pushed);
  }),
  on(routes.editMessage, async ({ app, caller, params: { id, seq }, body }) => {
    const { message, pushed } = await editMessage(app, sender(caller), { conversationId: id, seq, ...body });
    return reply(200, message, pushed);
  }),
  on(routes.deleteMessage, async ({ app, caller, params: { id, seq }, query }) => {
    const place = { conversationId: id, seq };
    const { pushed } =
      query.for === 'me'
        ? await hideMessage(app, caller.userId, place)
        : await deleteMessage(app, sender(caller), place);
    return reply(204, null, pushed);
  }),
  on(routes.listRevisions, async ({ app, caller, params: { id, seq }, query }) =>
    reply(200, await listRevisions(app, caller, { conversationId: id, seq }, query)),
  ),
  on(routes.addReaction, async ({ app, caller, params: { id, ...reaction } }) => {
    const { message, pushed } = await react(app, sender(caller), { conversationId: id, ...reaction });
    return reply(200, message, pushed);
  }),
  on(routes.removeReaction, async ({ app, caller, params: { id, ...reaction } }) => {
    const place = { conversationId: id, ...reaction, remove: true };
    const { message, pushed } = await react(app, sender(caller), place);
    return reply(200, message, pushed);
  }),
  on(routes.removePreview, async ({ app, caller, params: { id, seq } }) => {
    const { message, pushed } = await removePreview(app, sender(caller), { conversationId: id, seq });
    return reply(200, message, pushed);
  }),
  on(routes.listReactions, async ({ app, caller, params: { id, seq }, query }) =>
    reply(200, await listReactions(app, caller, { conversationId: id, seq }, query)),
  ),
  on(routes.vote, async ({ app, caller, params: { id, seq }, body }) => {
    const { message, pushed } = await vote(app, sender(caller), { conversationId: id, seq, ...body });
    return reply(200, message, pushed);
  }),
  on(routes.listVotes, async ({ app, caller, params: { id, seq }, query }) =>
    reply(200, await listVotes(app, caller, { conversationId: id, seq }, query)),
  ),
  on(routes.closePoll, async ({ app, caller, params: { id, seq } }) => {
    const { message, pushed } = await closePoll(app, sender(caller), { conversationId: id, seq });
    return reply(200, message, pushed);
  }),
  on(routes.pinMessage, async ({ app, caller, params: { id, seq } }) => {
    const place = { conversationId: id, seq };
    const { message, pushed } = await pin(app, sender(caller), place, 'add');
    return reply(200, message, pushed);
  }),
  on(routes.unpinMessage, async ({ app, caller, params: { id, seq } }) => {
    const place = { conversationId: id, seq };
    const { message, pushed } = await pin(app, sender(caller), place, 'remove');
    return reply(200, message, pushed);
  }),
  on(routes.listPins, async ({ app, caller, params: { id } }) => reply(200, await listPins(app, caller, id))),
  on(routes.starMessage, async ({ app, caller, params: { id, seq } }) => {
    const { star, pushed } = await starMessage(app, caller, { conversationId: id, seq });
    return reply(200, star, pushed);
  }),
  on(routes.unstarMessage, async ({ app, caller, params: { id, seq } }) => {
    const { star, pushed } = await unstarMessage(app, caller, { conversationId: id, seq });
    return reply(200, star, pushed);
  }),
  on(routes.listStars, async ({ app, caller, query }) => reply(200, await listStars(app, caller, query))),
  on(routes.saveDraft, async ({ app, caller, params: { id }, body }) => {
    const { draft, pushed } = await saveDraft(app, caller, id, body);
    return reply(200, draft, pushed);
  }),
  on(routes.listDrafts, async ({ app, caller }) => reply(200, await listDrafts(app, caller))),
  on(routes.listReplies, async ({ app, caller, params: { id, seq }, query }) =>
    reply(200, await listReplies(app, caller, { conversationId: id, seq }, query)),
  ),
  on(routes.updateThread, async ({ app, caller, params: { id, seq }, body }) => {
    const place = { conversationId: id, seq };
    const { standing, pushed } = await updateThread(app, caller.userId, place, body);
    return reply(200, standing, pushed);
  }),
  on(routes.listThreads, async ({ app, caller, query }) => reply(200, await listThreads(app, caller, query))),
  on(routes.forwardMessage, async ({ app, caller, params: { id, seq }, body }) => {
    const forwarded = await forwardMessage(app, caller, { conversationId: id, seq }, body);
    return reply(200, forwarded.reply, forwarded.pushed);
  }),
  on(routes.markDelivered, async ({ app, caller, params: { id }, body }) => {
    const reader = sender(caller);
    const { pushed } = await markReceipt(app, reader, 'delivered', { conversationId: id, ...body });
    return reply(200, { ok: true as const }, pushed);
  }),
  on(routes.markRead, async ({ app, caller, params: { id }, body }) => {
    const reader = sender(caller);
    const { pushed } = await readConversation(app, reader, { conversationId: id, ...body });
    return reply(200, { ok: true as const }, pushed);
  }),
  on(routes.updateGroup, async ({ app, caller, source, params: { id }, body }) => {
    const { conversation, pushed } = await updateGroup(app, caller, source, id, body);
    return reply(200, conversation, pushed);
  }),
  on(routes.deleteGroup, async ({ app, caller, source, params: { id } }) => {
    const { pushed } = await deleteGroup(app, caller, source, id);
    return reply(204, null, pushed);
  }),
  on(routes.updateOwnMembership, async ({ app, caller, params: { id }, body }) => {
    const { conversation, pushed } = await updateOwnMembership(app, caller, id, body);
    return reply(200, conversation, pushed);
  }),
  on(routes.listMembers, async ({ app, caller, params: { id }, query }) =>
    reply(200, await listMembers(app, caller, id, query)),
  ),
  on(routes.addMembers, async ({ app, caller, source, params: { id }, body }) => {
    const { conversation, pushed } = await addMembers(app, caller, source, id, body.usernames);
    return reply(200, conversation, pushed);
  }),
  on(routes.updateMember, async ({ app, caller, source, params: { id, userId }, body }) => {
    const { member, pushed } = await updateMember(app, caller, source, id, userId, body);
    return reply(200, member, pushed);
  }),
  on(routes.removeMember, async ({ app, caller, source, params: { id, userId } }) => {
    const { pushed } = await removeMember(app, caller, source, id, userId);
    return reply(204, null, pushed);
  }),
  on(routes.leaveGroup, async ({ app, caller, source, params: { id } }) => {
    const { pushed } = await leaveGroup(app, caller, source, id);
    return reply(204, null, pushed);
  }),
  on(routes.transferGroup, async ({ app, caller, source, params: { id }, body }) => {
    const { conversation, pushed } = await transferGroup(app, caller, source, id, body.userId);
    return reply(200, conversation, pushed);
  }),
  on(routes.listBans, async ({ app, caller, params: { id }, query }) =>
    reply(200, await listBans(app, caller, id, query)),
  ),
  on(routes.banUser, async ({ app, caller, source, params: { id, userId } }) => {
    const { pushed } = await banUser(app, caller, source, id, userId);
    return reply(204, null, pushed);
  }),
  on(routes.unbanUser, async ({ app, caller, source, params: { id, userId } }) => {
    const { pushed } = await unbanUser(app, caller, source, id, userId);
    return reply(204, null, pushed);
  }),
  on(routes.createInvite, async ({ app, caller, source, params: { id }, body }) =>
    reply(201, await createInvite(app, caller, source, id, body)),
  ),
  on(routes.listInvites, async ({ app, caller, source, params: { id }, query }) =>
    reply(200, await listInvites(app, caller, source, id, query)),
  ),
  on(routes.revokeInvite, async ({ app, caller, source, params: { id, code } }) => {
    await revokeInvite(app, caller, source, id, code);
    return reply(204, null);
  }),
  on(routes.previewInvite, async ({ app, caller, params: { code } }) =>
    reply(200, await previewInvite(app, caller, code)),
  ),
  on(routes.acceptInvite, async ({ app, caller, source, params: { code }, body }) => {
    const { reply: joined, pushed } = await acceptInvite(app, caller, source, code, body);
    return reply(200, joined, pushed);
  }),
  on(routes.joinGroup, async ({ app, caller, source, params: { id }, body }) => {
    const { reply: joined, pushed } = await joinGroup(app, caller, source, id, body);
    return reply(200, joined, pushed);
  }),
  on(routes.listRequests, async ({ app, caller, params: { id }, query }) =>
    reply(200, await listRequests(app, caller, id, query)),
  ),
  on(routes.acceptRequest, async ({ app, caller, source, params: { id, userId } }) => {
    const { pushed } = await acceptRequest(app, caller, source, id, userId);
    return reply(200, { ok: true as const }, pushed);
  }),
  on(routes.declineRequest, async ({ app, caller, source, params: { id, userId } }) => {
    const { pushed } = await declineRequest(app, caller, source, id, userId);
    return reply(204, null, pushed);
  }),
  on(routes.getWelcome, async ({ app, caller, params: { id } }) =>
    reply(200, await getWelcome(app, caller, id)),
  ),
  on(routes.searchMessages, async ({ app, caller, query }) =>
    reply(200, await searchMessages(app, caller, query)),
  ),
  on(routes.discover, async ({ app, caller, query }) => reply(200, await discover(app, caller, query))),
  on(routes.listTopics, async ({ app }) => reply(200, await listTopics(app))),
  on(routes.suggestGroups, async ({ app, caller, query }) =>
    reply(200, await suggestGroups(app, caller, query)),
  ),
  on(routes.previewPublicGroup, async ({ app, caller, params: { id } }) =>
    reply(200, await previewPublicGroup(app, caller, id)),
  ),
  ...webhookEndpoints,
]);

/** Who writes by HTTP has no socket that is left out of what is pushed. */
const sender = ({ userId }: { userId: string }) => ({ userId });
