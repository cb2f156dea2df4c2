import * as z from 'zod';
import { characters, idOf, openSet } from './bounds.ts';
import { emptyObject, limits, opaqueId, seq, time } from './common.ts';
import { conversation, syncReply, syncRequest } from './conversations.ts';
import { frameError } from './errors.ts';
import { clientId, message, receipt, sendMessageRequest, sentReply } from './messages.ts';

/** A frame's own id, chosen by the client and echoed in the ack or error. */
export const frameId = characters(z.string(), 1, 128).describe('The frame’s own id, chosen by the client.');

/** The envelope of every client frame; `data` is checked by the frame's own schema. */
export const clientFrame = z.strictObject({
  type: characters(z.string(), 1, 64).describe('What kind of frame it is.'),
  id: frameId.optional(),
  data: z.unknown().optional().describe('What the frame says.'),
});

/** Whether a person is here, how they want to be seen, and when they last were here. */
const userPresence = z.object({
  userId: idOf('the person'),
  online: z.boolean().describe('Whether the person is connected.'),
  status: z
    .enum(['online', 'away', 'invisible', 'offline'])
    .describe('How the person is seen; `invisible` only by themselves.'),
  lastOnline: time('When the person was last connected.')
    .nullable()
    .describe('When the person was last connected; `null` where that is hidden or never was.'),
});

const conversationId = opaqueId.describe('The id of the conversation.');
const typing = z.boolean().describe('Whether the member types, or stopped.');
const receiptData = z.strictObject({
  conversationId,
  seq: seq.describe('Up to which sequence number.'),
});

/** What a client may send: for each `type` the shape of `data` and of the ack's `data`. */
export const clientFrames = {
  'message:send': {
    summary: 'Send a message. The ack comes once it is stored.',
    data: sendMessageRequest.extend({ conversationId, clientId }),
    ack: sentReply.extend({ duplicate: z.boolean().describe('Whether an earlier attempt was stored.') }),
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
    data: z.strictObject({ conversationId, typing }),
    ack: emptyObject,
  },
  'presence:watch': {
    summary: 'Whose presence to push from now on: this replaces the list. The ack tells it as it is.',
    data: z.strictObject({
      userIds: z.array(opaqueId).max(limits.watchedUsers).describe('The ids of the people.'),
    }),
    ack: z.object({
      users: z
        .array(userPresence)
        .meta({ maxItems: limits.watchedUsers, description: 'Those of them who exist.' }),
    }),
  },
  sync: {
    summary: 'Which conversations changed since the cursor.',
    data: syncRequest.optional(),
    ack: syncReply,
  },
  ping: {
    summary: 'Keep the socket open; send one every 4 minutes.',
    data: emptyObject.optional(),
    ack: z.object({ serverTime: time('The time of the server.') }),
  },
} as const satisfies Record<string, { summary: string; data: z.ZodType; ack: z.ZodType }>;

export type ClientFrameType = keyof typeof clientFrames;
export type ClientFrameData<T extends ClientFrameType> = z.infer<(typeof clientFrames)[T]['data']>;
export type AckData<T extends ClientFrameType> = z.infer<(typeof clientFrames)[T]['ack']>;

export const ackFrame = z.object({
  type: z.literal('ack').describe('What kind of frame it is.'),
  id: frameId.describe('The id of the frame that it answers.'),
  data: z.unknown().describe('What came of it.'),
});
export const errorFrame = z.object({
  type: z.literal('error').describe('What kind of frame it is.'),
  id: frameId.optional().describe('The id of the frame that it answers, if that could be read.'),
  error: frameError,
});

export const sessionEndReason = openSet(
  ['signed_out', 'session_revoked', 'suspended', 'too_many_sockets'],
  'Why. Whatever it is, do not reconnect by yourself.',
);
export type SessionEndReason = z.infer<typeof sessionEndReason>;

/** What the server pushes: for each `type` the shape of `data`. */
export const serverEvents = {
  'message:new': { summary: 'A message was sent.', data: message },
  'conversation:new': { summary: 'The user is in a new conversation.', data: conversation },
  receipt: { summary: 'A member received or read further.', data: receipt },
  typing: {
    summary: 'A member types, or stopped.',
    data: z.object({ conversationId: idOf('the conversation'), userId: idOf('who types'), typing }),
  },
  'presence:update': {
    summary: 'The presence of a watched person, or of the own account, changed.',
    data: userPresence,
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
