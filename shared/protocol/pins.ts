import * as z from 'zod';
import { limits } from './common.ts';
import { messageParam } from './message-changes.ts';
import { message } from './messages.ts';
import { conversationParam, defineRoutes } from './route.ts';

const params = { id: conversationParam, seq: messageParam };

export const pinList = z
  .object({
    items: z.array(message).meta({
      maxItems: limits.pinsPerConversation,
      description: 'The messages, the one pinned last first.',
    }),
  })
  .meta({ id: 'PinList', description: 'The pinned messages of a conversation that you can see.' });
export type PinList = z.infer<typeof pinList>;

export const pinRoutes = defineRoutes({
  pinMessage: {
    tag: 'conversations',
    method: 'PUT',
    path: '/conversations/{id}/pins/{seq}',
    summary: 'Pin a message for all members; again is a no-op',
    params,
    replies: { 200: message },
    errors: ['forbidden', 'user_blocked', 'message_deleted', 'too_many_pins'],
  },
  unpinMessage: {
    tag: 'conversations',
    method: 'DELETE',
    path: '/conversations/{id}/pins/{seq}',
    summary: 'Unpin a message; without a pin, this is a no-op',
    params,
    replies: { 200: message },
    errors: ['forbidden', 'user_blocked'],
  },
  listPins: {
    tag: 'conversations',
    method: 'GET',
    path: '/conversations/{id}/pins',
    summary: 'List the pinned messages, the one pinned last first',
    params: { id: conversationParam },
    replies: { 200: pinList },
    errors: [],
  },
});
