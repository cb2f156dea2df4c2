/**
 * The wire contract as this version of the library reads it: kinds of messages that a later server invents arrive as
 * they are, so that one of them does not make a whole page unreadable.
 */
import * as z from 'zod';
import * as contract from '../../shared/protocol/index.ts';

/** `kind` is `text`, `system`, or what a later version knows. */
export const message = contract.message.extend({ kind: z.string() });
export type Message = z.infer<typeof message>;

export const conversation = contract.conversation.extend({ lastMessage: message.nullable() });
export type Conversation = z.infer<typeof conversation>;

const messagePage = contract.messagePage.extend({ items: z.array(message) });
export type MessagePage = z.infer<typeof messagePage>;

const changesPage = contract.changesPage.extend({ items: z.array(message) });
export type ChangesPage = z.infer<typeof changesPage>;

export const routes = {
  ...contract.routes,
  createConversation: {
    ...contract.routes.createConversation,
    replies: { 201: conversation, 200: conversation },
  },
  listConversations: {
    ...contract.routes.listConversations,
    replies: { 200: contract.pageOf(conversation) },
  },
  getConversation: { ...contract.routes.getConversation, replies: { 200: conversation } },
  listMessages: { ...contract.routes.listMessages, replies: { 200: messagePage } },
  listChanges: { ...contract.routes.listChanges, replies: { 200: changesPage } },
} as const satisfies Record<contract.RouteName, contract.Route>;
