import * as z from 'zod';
import {
  ackFrame,
  errorFrame,
  serverEvents as contractEvents,
  type ServerEventData,
  type ServerEventType,
  type SessionEndReason,
} from '../../shared/protocol/index.ts';
import { ChatClientError, looseFrameError } from '../errors.ts';
import { parseJson } from '../api/json.ts';
import { conversation, message, type Conversation, type Message } from '../api/protocol.ts';

/** A newer server may have reasons that this version does not know; the session is over all the same. */
const sessionEnded = contractEvents['session:ended'].data.extend({ reason: z.string() });
export type EndReason = SessionEndReason | (string & Record<never, never>);

/** What the server pushes, by type. */
export type PushedEvents = {
  [T in Exclude<ServerEventType, 'message:new' | 'conversation:new' | 'session:ended'>]: ServerEventData<T>;
} & {
  'message:new': Message;
  'conversation:new': Conversation;
  'session:ended': { reason: EndReason };
};
export type PushedEvent = {
  [T in keyof PushedEvents]: { type: T; data: PushedEvents[T] };
}[keyof PushedEvents];

export type ServerFrame =
  | { kind: 'ack'; id: string; data: unknown }
  | { kind: 'error'; id: string | undefined; error: ChatClientError }
  | { kind: 'event'; event: PushedEvent };

const looseErrorFrame = errorFrame.extend({ error: looseFrameError });
const pushedEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message:new'), data: message }),
  z.object({ type: z.literal('conversation:new'), data: conversation }),
  z.object({ type: z.literal('receipt'), data: contractEvents.receipt.data }),
  z.object({ type: z.literal('typing'), data: contractEvents.typing.data }),
  z.object({ type: z.literal('presence:update'), data: contractEvents['presence:update'].data }),
  z.object({ type: z.literal('session:ended'), data: sessionEnded }),
]) satisfies z.ZodType<PushedEvent>;
const serverFrame = z.union([
  ackFrame.transform(({ id, data }): ServerFrame => ({ kind: 'ack', id, data })),
  looseErrorFrame.transform(({ id, error: { code, message, errors } }): ServerFrame => ({
    kind: 'error',
    id,
    error: new ChatClientError(code, message, { errors }),
  })),
  pushedEvent.transform((event): ServerFrame => ({ kind: 'event', event })),
]);

/**
 * A frame of the server, `undefined` for whatever this version does not understand: newer servers push events of
 * further types.
 */
export function decodeFrame(text: string): ServerFrame | undefined {
  return serverFrame.safeParse(parseJson(text)).data;
}
