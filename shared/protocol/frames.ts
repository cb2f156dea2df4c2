import * as z from 'zod';
import { emptyObject, limits, opaqueId, seq, time } from './common.ts';
import { conversation, syncReply, syncRequest } from './conversations.ts';
import { frameError } from './errors.ts';
import { clientId, message, receipt, sendMessageRequest, sentReply } from './messages.ts';

/** A frame's own id, chosen by the client and echoed in the ack or error. */
export const frameId = z.string().min(1).max(128);

/** The envelope of every client frame; `data` is checked by the frame's own schema. */
export const clientFrame = z.strictObject({
  type: z.string().min(1).max(64),
  id: frameId.optional(),
  data: z.unknown().optional(),
});

/** Whether a person is here, and when they last were. */
const userPresence = z.object({ userId: z.string(), online: z.boolean(), lastOnline: time.nullable() });

const receiptData = z.strictObject({ conversationId: opaqueId, seq });

/** What a client may send: for each `type` the shape of `data` and of the ack's `data`. */
export const clientFrames = {
  'message:send': {
    summary: 'Send a message. The ack comes once it is stored.',
    data: sendMessageRequest.extend({ conversationId: opaqueId, clientId }),
    ack: sentReply.extend({ duplicate: z.boolean() }),
  },
  'receipt:delivered': {
    summary: 'Everything up to `seq` has arrived on this device.',
    data: receiptData,
    ack: emptyObject,
  },
  'receipt:read': {
    summary: 'Everything up to `seq` has been read.',
    data: receiptData,
    ack: emptyObject,
  },
  typing: {
    summary: 'The sender types, or stopped. Send it every 3 seconds while typing; it counts for 6 seconds.',
    data: z.strictObject({ conversationId: opaqueId, typing: z.boolean() }),
    ack: emptyObject,
  },
  'presence:watch': {
    summary: 'Whose presence to push from now on: this replaces the list. The ack tells it as it is.',
    data: z.strictObject({ userIds: z.array(opaqueId).max(limits.watchedUsers) }),
    ack: z.object({ users: z.array(userPresence) }),
  },
  sync: {
    summary: 'Which conversations changed since the cursor.',
    data: syncRequest.optional(),
    ack: syncReply,
  },
  ping: {
    summary: 'Keep the socket open; send one every 4 minutes.',
    data: emptyObject.optional(),
    ack: z.object({ serverTime: time }),
  },
} as const satisfies Record<string, { summary: string; data: z.ZodType; ack: z.ZodType }>;

export type ClientFrameType = keyof typeof clientFrames;
export type ClientFrameData<T extends ClientFrameType> = z.infer<(typeof clientFrames)[T]['data']>;
export type AckData<T extends ClientFrameType> = z.infer<(typeof clientFrames)[T]['ack']>;

export const ackFrame = z.object({ type: z.literal('ack'), id: frameId, data: z.unknown() });
export const errorFrame = z.object({ type: z.literal('error'), id: frameId.optional(), error: frameError });

export const sessionEndReason = z.enum(['signed_out', 'session_revoked', 'suspended', 'too_many_sockets']);
export type SessionEndReason = z.infer<typeof sessionEndReason>;

/** What the server pushes: for each `type` the shape of `data`. */
export const serverEvents = {
  'message:new': { summary: 'A message was sent.', data: message },
  'conversation:new': { summary: 'The user is in a new conversation.', data: conversation },
  receipt: { summary: 'A member received or read further.', data: receipt },
  typing: {
    summary: 'A member types, or stopped.',
    data: z.object({ conversationId: z.string(), userId: z.string(), typing: z.boolean() }),
  },
  'presence:update': {
    summary: 'The presence of a watched person, or of the own account, changed.',
    data: userPresence.extend({ status: z.enum(['online', 'away', 'invisible', 'offline']) }),
  },
  'session:ended': {
    summary: 'The backend is about to close this socket; do not reconnect by yourself.',
    data: z.object({ reason: sessionEndReason }),
  },
} as const satisfies Record<string, { summary: string; data: z.ZodType }>;

export type ServerEventType = keyof typeof serverEvents;
export type ServerEventData<T extends ServerEventType> = z.infer<(typeof serverEvents)[T]['data']>;
/** One pushed event: `{ type, data }`. */
export type ServerEvent = { [T in ServerEventType]: { type: T; data: ServerEventData<T> } }[ServerEventType];
