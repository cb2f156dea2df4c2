import * as z from 'zod';
import { characters, idOf, openSet, replyText } from './bounds.ts';
import { emptyObject, limits, moment, opaqueId, pageOf, pageQuery, seq, time } from './common.ts';
import { notificationSetting } from './conversations.ts';
import type { ClientFrameDefinition, ServerEventDefinition } from './frame.ts';
import { message } from './messages.ts';
import { okReply } from './receipts.ts';
import { defineRoutes } from './route.ts';
import { shownAvatar, userSummary } from './users.ts';

export const notificationKinds = [
  'message',
  'mention',
  'reply',
  'reaction',
  'group_added',
  'join_request',
  'new_device',
  'password_changed',
  'webhook_disabled',
] as const;
export const notificationKind = openSet(
  notificationKinds,
  'What happened. `message`: new messages in a conversation, one notification for all of them.',
);
export type NotificationKind = z.infer<typeof notificationKind>;

const notificationId = idOf('the notification');

/** What a user has not seen yet. An event says no more than where it is; a list says also what the user reads of it. */
export const notification = z
  .object({
    id: notificationId,
    kind: notificationKind,
    createdAt: time('When it happened; of several messages the last one.'),
    conversationId: idOf('the conversation')
      .optional()
      .describe('Where it happened; left out where that is in none.'),
    seq: seq
      .optional()
      .describe('The sequence number of the message that it is about; left out where it is about none.'),
    userId: idOf('the user').optional().describe('Who caused it; left out where that was you.'),
    count: z
      .int()
      .min(1)
      .optional()
      .describe('How many messages, reactions or requests it stands for; in lists only.'),
    countIsMinimum: z.boolean().optional().describe('Set when they are too many to be counted at once.'),
    device: replyText(128, 'The device in words.')
      .optional()
      .describe(
        'The device that it came from, such as `Firefox on Windows`; left out where that is unknown.',
      ),
    user: userSummary.optional().describe('Who caused it, as you see them; in lists only.'),
    conversation: z
      .object({
        isGroup: z.boolean().describe('Whether it is a group.'),
        name: replyText(64, 'The name of the group.')
          .nullable()
          .describe('The name of the group, or `null`.'),
        avatar: shownAvatar,
      })
      .optional()
      .describe('What the conversation looks like; in lists only.'),
    message: message
      .optional()
      .describe(
        'The message that it is about, as it is now; in lists only, and left out where you chose to hide previews.',
      ),
  })
  .meta({ id: 'Notification', description: 'What you have not seen yet.' });
export type Notification = z.infer<typeof notification>;

export const notificationPage = pageOf(notification)
  .extend({
    unreadCount: z.int().min(0).describe('How many notifications there are, on all pages.'),
  })
  .meta({ id: 'NotificationPage', description: 'What you have not seen yet, newest first.' });
export type NotificationPage = z.infer<typeof notificationPage>;

/** `POST /notifications/read`: some of them, or all up to a time. */
export const readNotificationsRequest = z
  .strictObject({
    ids: z
      .array(opaqueId)
      .min(1)
      .max(limits.notificationIds)
      .optional()
      .describe('The ids of the notifications. Ids of those that are gone are a no-op.'),
    until: moment.optional().describe('All that happened up to this time.'),
  })
  .refine(({ ids, until }) => (ids === undefined) !== (until === undefined), 'must have either ids or until')
  .meta({
    id: 'ReadNotificationsRequest',
    description: 'Which notifications you have seen: `ids`, or all up to a time with `until`.',
  });
export type ReadNotificationsRequest = z.infer<typeof readNotificationsRequest>;

const weekDays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const weekDay = z.enum(weekDays);
export type WeekDay = z.infer<typeof weekDay>;

const timeOfDay = (what: string) =>
  z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, like 22:00')
    .meta({ maxLength: 5, description: `The time of day at which they ${what}, like \`22:00\`.` });

/** Whether the runtime knows a time zone by this name. */
function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

export const quietHours = z
  .strictObject({
    from: timeOfDay('begin'),
    to: timeOfDay('end'),
    timeZone: z
      .string()
      .max(64)
      .refine(isTimeZone, 'must be a time zone, like Europe/Berlin')
      .meta({ description: 'The time zone by its IANA name, like `Europe/Berlin`.' }),
    days: z
      .array(weekDay)
      .min(1)
      .max(weekDays.length)
      .optional()
      .describe('On which days they begin; left out: on all.'),
  })
  .meta({
    id: 'QuietHours',
    description: 'When nothing interrupts you. They end on the next day where `to` is not after `from`.',
  });
export type QuietHours = z.infer<typeof quietHours>;

/** After how long away a digest is mailed. */
export const digestDelays = ['off', '15m', '1h', '6h', '24h'] as const;
export const digestDelay = z
  .enum(digestDelays)
  .describe(
    'After how long without a connected device you get an e-mail of the direct messages and mentions that you have not read; at most one in 6 hours. `off`: never.',
  );
export type DigestDelay = z.infer<typeof digestDelay>;

const settingShape = {
  preview: z.enum(['shown', 'hidden']).describe('Whether notifications show what messages say.'),
  direct: notificationSetting.describe(
    'Which messages of direct conversations notify you, where you have not chosen that for the conversation itself.',
  ),
  groups: notificationSetting.describe(
    'Which messages of groups notify you, where you have not chosen that for the group itself.',
  ),
  sounds: z.boolean().describe('Whether clients play a sound.'),
  quietHours: quietHours.nullable().describe('When nothing interrupts you; `null`: never.'),
  digest: digestDelay,
};

export const notificationSettings = z
  .object({
    ...settingShape,
    digest: digestDelay
      .nullable()
      .describe(
        'After how long without a connected device you get an e-mail of what you have not read, or `off`; `null`: this deployment sends none.',
      ),
  })
  .meta({ id: 'NotificationSettings', description: 'What notifies you, and how.' });
export type NotificationSettings = z.infer<typeof notificationSettings>;

/** `PATCH /notifications/settings`: what is left out stays. */
export const updateNotificationSettingsRequest = z.strictObject(settingShape).partial().meta({
  id: 'UpdateNotificationSettingsRequest',
  description: 'The settings to change; what is left out stays.',
});
export type UpdateNotificationSettingsRequest = z.infer<typeof updateNotificationSettingsRequest>;

/** `POST /notifications/unsubscribe`: the token of a link in a digest. */
export const unsubscribeDigestsRequest = z
  .strictObject({
    token: characters(z.string(), 1, 512).describe('The token of the link: what follows `#token=`.'),
  })
  .meta({ id: 'UnsubscribeDigestsRequest', description: 'The token of the link in an e-mail.' });
export type UnsubscribeDigestsRequest = z.infer<typeof unsubscribeDigestsRequest>;

export const notificationRoutes = defineRoutes({
  listNotifications: {
    tag: 'notifications',
    method: 'GET',
    path: '/notifications',
    summary: 'List what you have not seen yet, newest first',
    query: pageQuery,
    replies: { 200: notificationPage },
    errors: ['invalid_cursor'],
  },
  readNotifications: {
    tag: 'notifications',
    method: 'POST',
    path: '/notifications/read',
    summary: 'Mark notifications as seen: they are gone then, on all of your devices',
    body: readNotificationsRequest,
    replies: { 200: okReply },
    errors: [],
  },
  getNotificationSettings: {
    tag: 'notifications',
    method: 'GET',
    path: '/notifications/settings',
    summary: 'Get what notifies you, and how',
    replies: { 200: notificationSettings },
    errors: [],
  },
  updateNotificationSettings: {
    tag: 'notifications',
    method: 'PATCH',
    path: '/notifications/settings',
    summary: 'Change what notifies you, and how',
    body: updateNotificationSettingsRequest,
    replies: { 200: notificationSettings },
    errors: [],
  },
  unsubscribeDigests: {
    tag: 'notifications',
    method: 'POST',
    path: '/notifications/unsubscribe',
    summary: 'Get no more digests by e-mail, by the link in one of them; again is a no-op',
    public: true,
    body: unsubscribeDigestsRequest,
    replies: { 204: null },
    errors: ['invalid_link', 'rate_limited'],
  },
});

export const notificationFrames = {
  focus: {
    summary:
      'Say which conversation this device shows on a visible screen, or `null` for none. Send it when that changes, and on a new connection. What happens there notifies you on no device.',
    data: z.strictObject({
      conversationId: opaqueId.nullable().describe('The id of the conversation, or `null`.'),
      hidden: z
        .boolean()
        .optional()
        .describe(
          'Set while the screen is not visible: then the device is reached by pushes, if it subscribed to them.',
        ),
    }),
    ack: emptyObject,
  },
} as const satisfies Record<string, ClientFrameDefinition>;

export const notificationEvents = {
  'notification:new': {
    summary: 'Something happened that you should know of. Sent once; load the list for what it says.',
    data: z.object({
      notification,
      silent: z.boolean().describe('Set in your quiet hours, and where you want no sounds: play none.'),
    }),
  },
  'notification:cleared': {
    summary: 'Notifications are gone: you have seen what they were about, on any of your devices.',
    data: z.object({
      ids: z
        .array(notificationId)
        .min(1)
        .meta({ maxItems: limits.notificationIds, description: 'The ids of the notifications.' }),
    }),
  },
  'notification:settings': {
    summary: 'You changed what notifies you, on any of your devices.',
    data: notificationSettings,
  },
} as const satisfies Record<string, ServerEventDefinition>;
