import * as z from 'zod';
import { characters, idOf, openSet, replyText } from './bounds.ts';
import { limits, seq, time } from './common.ts';
import { notificationKind } from './notifications.ts';
import { defineRoutes } from './route.ts';

/** Without padding, as browsers give it. */
const base64url = (bytes: number, what: string) =>
  characters(z.string(), 1, 256).describe(`${what}: ${bytes} bytes in base64url, without padding.`);

const webSubscription = z
  .strictObject({
    type: z.literal('web').describe('A browser.'),
    endpoint: characters(z.string(), 1, limits.urlCharacters).describe(
      'The https address that the browser gives. It is a secret: the server seals it.',
    ),
    keys: z
      .strictObject({
        p256dh: base64url(65, 'The public key of the browser, an uncompressed point on P-256'),
        auth: base64url(16, 'The secret of the browser'),
      })
      .describe('What pushes are encrypted with, as the browser gives it.'),
    expirationTime: z
      .number()
      .min(0)
      .max(8_640_000_000_000_000)
      .nullable()
      .optional()
      .describe('When the browser ends it, in milliseconds since 1970; `null`: it does not say.'),
  })
  .meta({
    id: 'WebPushSubscription',
    description: 'How a browser is reached: what `PushSubscription.toJSON()` gives, and its type.',
  });

const mobileSubscription = z
  .strictObject({
    type: z.enum(['fcm', 'apns']).describe('Firebase Cloud Messaging, or the service of Apple.'),
    token: characters(z.string(), 1, limits.pushTokenCharacters).describe(
      'The token that the service gave to the app on this device. It is a secret: the server seals it.',
    ),
  })
  .meta({ id: 'MobilePushSubscription', description: 'How an app is reached.' });

/** `PUT /push/subscriptions`. */
export const subscribePushRequest = z.discriminatedUnion('type', [webSubscription, mobileSubscription]).meta({
  id: 'SubscribePushRequest',
  description: 'How the device that calls is reached without a connection.',
});
export type SubscribePushRequest = z.infer<typeof subscribePushRequest>;
export type WebPushSubscription = z.infer<typeof webSubscription>;

export const pushKey = z
  .object({
    publicKey: replyText(
      128,
      'The `applicationServerKey` (VAPID): 65 bytes in base64url. It stays the same.',
    ),
    types: z
      .array(openSet(['web', 'fcm', 'apns'], 'A type of subscription.'))
      .describe('The types of subscriptions that this deployment takes.')
      .meta({ maxItems: 3 }),
  })
  .meta({ id: 'PushKey', description: 'What a device needs to subscribe to pushes.' });
export type PushKey = z.infer<typeof pushKey>;

const recipientId = idOf('the user whom it is for').describe(
  'The id of the user whom it is for. Show nothing of it where another user is signed in.',
);
const unreadCount = z.int().min(0).describe('How many notifications wait for the user.');

/** What a push says to the device, encrypted for it. */
export const pushPayload = z
  .discriminatedUnion('type', [
    z
      .object({
        type: z.literal('new'),
        recipientId,
        notification: z
          .object({
            id: idOf('the notification'),
            kind: notificationKind,
            createdAt: time('When it happened.'),
            conversationId: idOf('the conversation').optional(),
            seq: seq.optional().describe('The sequence number of the message that it is about.'),
            userId: idOf('the user').optional().describe('Who caused it.'),
          })
          .describe('What happened, and where.'),
        silent: z.boolean().describe('Set where the user wants no sounds: play none.'),
        unreadCount,
        title: replyText(
          limits.nameCharacters,
          'The name of the group, or in a direct conversation of the other user.',
        ).optional(),
        senderName: replyText(limits.nameCharacters, 'In groups: the name of who wrote it.').optional(),
        body: replyText(
          limits.pushBodyCharacters,
          'How the text of the message begins; left out with all names where previews are hidden.',
        ).optional(),
        content: openSet(
          ['image', 'video', 'audio', 'voice', 'document', 'poll', 'location', 'contact'],
          'What the message holds besides its text: the kind of its first file, or what it is.',
        ).optional(),
      })
      .meta({ id: 'NewPush', description: 'Something happened.' }),
    z
      .object({
        type: z.literal('cleared'),
        recipientId,
        ids: z
          .array(idOf('a notification'))
          .min(1)
          .meta({ maxItems: limits.pushedIds, description: 'The ids of the notifications.' }),
        unreadCount,
      })
      .meta({
        id: 'ClearedPush',
        description: 'The user has seen notifications on another device: close those that are shown.',
      }),
  ])
  .meta({ id: 'PushPayload', description: 'What a push says.' });
export type PushPayload = z.infer<typeof pushPayload>;
export type NewPush = Extract<PushPayload, { type: 'new' }>;

export const pushRoutes = defineRoutes({
  getPushKey: {
    tag: 'notifications',
    method: 'GET',
    path: '/push/key',
    summary: 'Get what a device needs to subscribe to pushes',
    replies: { 200: pushKey },
    errors: [],
  },
  subscribePush: {
    tag: 'notifications',
    method: 'PUT',
    path: '/push/subscriptions',
    summary:
      'Have this device reached while it has no connection. A session has one subscription: a new one takes its place, and it ends with the session',
    body: subscribePushRequest,
    replies: { 204: null },
    errors: [
      'push_endpoint_not_allowed',
      'push_keys_invalid',
      'push_not_available',
      'subscription_limit_reached',
    ],
  },
  unsubscribePush: {
    tag: 'notifications',
    method: 'DELETE',
    path: '/push/subscriptions',
    summary: 'End the subscription of this device; a no-op where there is none',
    replies: { 204: null },
    errors: [],
  },
});
