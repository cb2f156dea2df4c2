import type { notificationEvents, notificationFrames, notificationRoutes } from '../notifications.ts';
import type { EventExamples, FrameExamples, RouteExamples } from './example.ts';
import { conversationId, createdAt, summary } from './values.ts';

const notification = {
  id: `${conversationId}.000000000012.mention`,
  kind: 'mention',
  createdAt,
  conversationId,
  seq: 12,
  userId: summary.id,
} as const;

const settings = {
  preview: 'shown',
  direct: 'all',
  groups: 'mentions',
  sounds: true,
  quietHours: { from: '22:00', to: '07:00', timeZone: 'Europe/Berlin' },
  digest: '1h',
} as const;

export const notificationRouteExamples: RouteExamples<typeof notificationRoutes> = {
  listNotifications: {
    query: { limit: '50' },
    reply: {
      items: [
        { ...notification, count: 1, conversation: { isGroup: true, name: 'Team', avatar: null } },
        {
          id: 'account.aud_3d6GWXvIFcW8DqZvE1g2kA',
          kind: 'new_device',
          createdAt,
          device: 'Firefox on Windows',
        },
      ],
      nextCursor: null,
      unreadCount: 2,
    },
  },
  readNotifications: { body: { ids: [notification.id] }, reply: { ok: true } },
  getNotificationSettings: { reply: settings },
  updateNotificationSettings: { body: { groups: 'mentions' }, reply: settings },
  unsubscribeDigests: { body: { token: 'dGhlIHRva2VuIG9mIGFuIGUtbWFpbCBhYm91dCB3aGF0' } },
};

export const notificationFrameExamples: FrameExamples<typeof notificationFrames> = {
  focus: { data: { conversationId }, ack: {} },
};

export const notificationEventExamples: EventExamples<typeof notificationEvents> = {
  'notification:new': { notification, silent: false },
  'notification:cleared': { ids: [notification.id] },
  'notification:settings': settings,
};
