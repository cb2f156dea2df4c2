import type * as z from 'zod';
import { conversationEvents, conversationFrames } from './conversations.ts';
import { draftEvents } from './drafts.ts';
import { inboxFrames } from './inbox.ts';
import { inviteEvents } from './invites.ts';
import { laterEvents } from './later.ts';
import { messageChangeEvents, messageChangeFrames } from './message-changes.ts';
import { messageEvents, messageFrames } from './messages.ts';
import { notificationEvents, notificationFrames } from './notifications.ts';
import { pollEvents, pollFrames } from './polls.ts';
import { presenceEvents, presenceFrames } from './presence.ts';
import { receiptEvents, receiptFrames } from './receipts.ts';
import { streamEvents, streamFrames } from './streams.ts';
import { socketEvents, socketFrames } from './sockets.ts';
import { starEvents } from './stars.ts';
import { threadEvents } from './threads.ts';
import { userEvents } from './users.ts';

/** What a client may send: for each `type` the shape of `data` and of the ack's `data`. */
export const clientFrames = {
  ...messageFrames,
  ...messageChangeFrames,
  ...streamFrames,
  ...pollFrames,
  ...receiptFrames,
  ...conversationFrames,
  ...presenceFrames,
  ...inboxFrames,
  ...socketFrames,
  ...notificationFrames,
};

export type ClientFrameType = keyof typeof clientFrames;
export type ClientFrameData<T extends ClientFrameType> = z.infer<(typeof clientFrames)[T]['data']>;
export type AckData<T extends ClientFrameType> = z.infer<(typeof clientFrames)[T]['ack']>;

/** What the server pushes: for each `type` the shape of `data`. */
export const serverEvents = {
  ...messageEvents,
  ...messageChangeEvents,
  ...streamEvents,
  ...pollEvents,
  ...threadEvents,
  ...draftEvents,
  ...starEvents,
  ...conversationEvents,
  ...inviteEvents,
  ...laterEvents,
  ...receiptEvents,
  ...presenceEvents,
  ...userEvents,
  ...socketEvents,
  ...notificationEvents,
};

export type ServerEventType = keyof typeof serverEvents;
export type ServerEventData<T extends ServerEventType> = z.infer<(typeof serverEvents)[T]['data']>;
/** One pushed event: `{ type, data }`. */
export type ServerEvent = { [T in ServerEventType]: { type: T; data: ServerEventData<T> } }[ServerEventType];
