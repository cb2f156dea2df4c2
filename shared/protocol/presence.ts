import * as z from 'zod';
import { idOf } from './bounds.ts';
import { limits, opaqueId, time } from './common.ts';
import type { ClientFrameDefinition, ServerEventDefinition } from './frame.ts';
import { defineRoutes } from './route.ts';

/** How a user appears while connected; `invisible` looks like being offline. */
export const ownStatus = z
  .enum(['online', 'away', 'invisible'])
  .describe('How you appear while connected; `invisible` looks like being offline.');
export type OwnStatus = z.infer<typeof ownStatus>;
export const statusRequest = z
  .strictObject({ status: ownStatus })
  .meta({ id: 'StatusRequest', description: 'Your new status.' });
export const statusReply = z
  .object({ status: ownStatus })
  .meta({ id: 'StatusReply', description: 'Your current status.' });

/** Whether a user is connected, how they appear, and when they were last connected. */
const userPresence = z.object({
  userId: idOf('the user'),
  online: z.boolean().describe('Whether the user is connected.'),
  status: z
    .enum(['online', 'away', 'invisible', 'offline'])
    .describe('How the user appears; only the user themselves sees `invisible`.'),
  lastOnline: time('When the user was last connected.')
    .nullable()
    .describe('When the user was last connected; `null` if hidden or never.'),
});

export const presenceRoutes = defineRoutes({
  setStatus: {
    tag: 'users',
    method: 'PUT',
    path: '/users/me/status',
    summary: 'Set your status: online, away or invisible',
    body: statusRequest,
    replies: { 200: statusReply },
    errors: [],
  },
});

export const presenceFrames = {
  'presence:watch': {
    summary:
      'Watch the presence of these users. Replaces the previous list. The ack has their current presence.',
    data: z.strictObject({
      userIds: z.array(opaqueId).max(limits.watchedUsers).describe('The ids of the users.'),
    }),
    ack: z.object({
      users: z
        .array(userPresence)
        .meta({ maxItems: limits.watchedUsers, description: 'The presence of those users that exist.' }),
    }),
  },
} as const satisfies Record<string, ClientFrameDefinition>;

export const presenceEvents = {
  'presence:update': {
    summary: 'The presence of a watched user, or your own, changed.',
    data: userPresence,
  },
} as const satisfies Record<string, ServerEventDefinition>;
