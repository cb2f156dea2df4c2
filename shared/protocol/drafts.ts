import * as z from 'zod';
import { idOf, replyText } from './bounds.ts';
import { limits, opaqueId, time } from './common.ts';
import type { ServerEventDefinition } from './frame.ts';
import { messageText } from './messages.ts';
import { conversationParam, defineRoutes } from './route.ts';

/** What a user has typed in a conversation and not sent. */
export const draft = z
  .object({
    conversationId: idOf('the conversation'),
    text: replyText(limits.textCharacters, 'What was typed; empty where nothing waits any more.'),
    replyTo: idOf('the message').nullable().describe('The id of the message to reply to, or `null`.'),
    updatedAt: time('When it was saved.'),
  })
  .meta({ id: 'Draft', description: 'What you have typed in a conversation and not sent.' });
export type Draft = z.infer<typeof draft>;

/** `PUT …/draft`: with an empty text and no message to reply to, there is none any more. */
export const saveDraftRequest = z
  .strictObject({
    text: messageText,
    replyTo: opaqueId.nullable().optional().describe('The id of the message to reply to.'),
  })
  .meta({ id: 'SaveDraftRequest', description: 'What you have typed.' });
export type SaveDraftRequest = z.infer<typeof saveDraftRequest>;

export const draftList = z
  .object({
    items: z
      .array(draft)
      .meta({ maxItems: limits.drafts, description: 'The drafts, in no particular order.' }),
  })
  .meta({ id: 'DraftList', description: 'Your drafts.' });
export type DraftList = z.infer<typeof draftList>;

export const draftRoutes = defineRoutes({
  saveDraft: {
    tag: 'conversations',
    method: 'PUT',
    path: '/conversations/{id}/draft',
    summary: 'Save what you have typed in a conversation, for your other devices; the last one saved counts',
    params: { id: conversationParam },
    body: saveDraftRequest,
    replies: { 200: draft },
    errors: [],
  },
  listDrafts: {
    tag: 'conversations',
    method: 'GET',
    path: '/conversations/drafts/all',
    summary: 'List your drafts',
    replies: { 200: draftList },
    errors: [],
  },
});

export const draftEvents = {
  'draft:updated': { summary: 'You saved a draft, or it is no more, on any of your devices.', data: draft },
} as const satisfies Record<string, ServerEventDefinition>;
