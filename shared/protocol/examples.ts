import { errorStatus, errorTitle, type ErrorCode, type Problem } from './errors.ts';
import type { EventExamples, FrameExamples, RouteExamples } from './examples/example.ts';
import {
  adminAuditRouteExamples,
  adminSettingsRouteExamples,
  adminUserRouteExamples,
} from './examples/admin.ts';
import { accountRouteExamples } from './examples/accounts.ts';
import { botRouteExamples } from './examples/bots.ts';
import { credentialRouteExamples } from './examples/credentials.ts';
import { passkeyRouteExamples } from './examples/passkeys.ts';
import { providerRouteExamples } from './examples/providers.ts';
import { secondFactorRouteExamples } from './examples/second-factor.ts';
import { sessionRouteExamples } from './examples/sessions.ts';
import { userEventExamples, userRouteExamples } from './examples/users.ts';
import { presenceRouteExamples, presenceFrameExamples, presenceEventExamples } from './examples/presence.ts';
import { relationRouteExamples } from './examples/relations.ts';
import {
  conversationRouteExamples,
  conversationFrameExamples,
  conversationEventExamples,
} from './examples/conversations.ts';
import { discoveryRouteExamples } from './examples/discovery.ts';
import { galleryRouteExamples } from './examples/gallery.ts';
import { groupRouteExamples } from './examples/groups.ts';
import { inviteEventExamples, inviteRouteExamples } from './examples/invites.ts';
import { laterEventExamples, laterRouteExamples } from './examples/later.ts';
import { mediaRouteExamples } from './examples/media.ts';
import {
  messageChangeEventExamples,
  messageChangeFrameExamples,
  messageChangeRouteExamples,
} from './examples/message-changes.ts';
import { messageRouteExamples, messageFrameExamples, messageEventExamples } from './examples/messages.ts';
import { receiptRouteExamples, receiptFrameExamples, receiptEventExamples } from './examples/receipts.ts';
import { inboxRouteExamples, inboxFrameExamples } from './examples/inbox.ts';
import { searchRouteExamples } from './examples/search.ts';
import { socketFrameExamples, socketEventExamples } from './examples/sockets.ts';
import { streamEventExamples, streamFrameExamples, streamRouteExamples } from './examples/streams.ts';
import { draftEventExamples, draftRouteExamples } from './examples/drafts.ts';
import { pinRouteExamples } from './examples/pins.ts';
import { starEventExamples, starRouteExamples } from './examples/stars.ts';
import { pollEventExamples, pollFrameExamples, pollRouteExamples } from './examples/polls.ts';
import { threadEventExamples, threadRouteExamples } from './examples/threads.ts';
import {
  notificationEventExamples,
  notificationFrameExamples,
  notificationRouteExamples,
} from './examples/notifications.ts';
import { pushRouteExamples } from './examples/push.ts';
import { webhookRouteExamples } from './examples/webhooks.ts';
import { metaRouteExamples } from './examples/meta.ts';
import type { clientFrames, serverEvents } from './frames.ts';
import type { routes } from './routes.ts';

/** For every route a request and its reply, shown in the OpenAPI document and checked against the schemas. */
export const routeExamples: RouteExamples<typeof routes> = {
  ...accountRouteExamples,
  ...credentialRouteExamples,
  ...sessionRouteExamples,
  ...secondFactorRouteExamples,
  ...passkeyRouteExamples,
  ...providerRouteExamples,
  ...userRouteExamples,
  ...presenceRouteExamples,
  ...relationRouteExamples,
  ...conversationRouteExamples,
  ...groupRouteExamples,
  ...discoveryRouteExamples,
  ...inviteRouteExamples,
  ...mediaRouteExamples,
  ...messageRouteExamples,
  ...messageChangeRouteExamples,
  ...streamRouteExamples,
  ...threadRouteExamples,
  ...pinRouteExamples,
  ...starRouteExamples,
  ...pollRouteExamples,
  ...draftRouteExamples,
  ...laterRouteExamples,
  ...galleryRouteExamples,
  ...receiptRouteExamples,
  ...inboxRouteExamples,
  ...searchRouteExamples,
  ...notificationRouteExamples,
  ...adminUserRouteExamples,
  ...adminSettingsRouteExamples,
  ...adminAuditRouteExamples,
  ...pushRouteExamples,
  ...botRouteExamples,
  ...webhookRouteExamples,
  ...metaRouteExamples,
};

/** For every frame that clients send its `data` and that of its ack. */
export const frameExamples: FrameExamples<typeof clientFrames> = {
  ...presenceFrameExamples,
  ...conversationFrameExamples,
  ...messageFrameExamples,
  ...messageChangeFrameExamples,
  ...streamFrameExamples,
  ...pollFrameExamples,
  ...receiptFrameExamples,
  ...inboxFrameExamples,
  ...socketFrameExamples,
  ...notificationFrameExamples,
};

/** The `data` of every event. */
export const eventExamples: EventExamples<typeof serverEvents> = {
  ...presenceEventExamples,
  ...userEventExamples,
  ...conversationEventExamples,
  ...inviteEventExamples,
  ...messageEventExamples,
  ...messageChangeEventExamples,
  ...streamEventExamples,
  ...pollEventExamples,
  ...threadEventExamples,
  ...draftEventExamples,
  ...starEventExamples,
  ...laterEventExamples,
  ...receiptEventExamples,
  ...socketEventExamples,
  ...notificationEventExamples,
};

/** A reply with an error. */
export function problemExample(code: ErrorCode): Problem {
  return {
    type: `urn:chatflow:problem:${code}`,
    title: errorTitle[code],
    status: errorStatus[code],
    detail: `${errorTitle[code]}.`,
    code,
    requestId: 'JKJaXmPLvHcESHA=',
    ...(code === 'validation_failed' && { errors: [{ path: 'name', message: 'must not be blank' }] }),
  };
}
