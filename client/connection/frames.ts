import { parseJson } from '../api/json.ts';
import {
  events,
  frameError,
  type FrameError,
  type ServerEvents,
  type SessionEndReason,
} from '../api/protocol.ts';
import { anything, object, oneOf, optional, read, refused, string } from '../api/shapes.ts';
import { ChatClientError } from '../errors.ts';

/** Why a session ended: a reason of the server, or `expired` of this client. */
export type EndReason = SessionEndReason;

/** The events that the server pushes, by type. */
export type PushedEvents = ServerEvents;
export type PushedEvent = {
  [T in keyof PushedEvents]: { type: T; data: PushedEvents[T] };
}[keyof PushedEvents];

export type ServerFrame =
  | { kind: 'ack'; id: string; data: unknown }
  | { kind: 'error'; id: string | undefined; error: ChatClientError }
  | { kind: 'event'; event: PushedEvent };

const ackFrame = object<{ type: 'ack'; id: string; data: unknown }>({
  type: oneOf('ack'),
  id: string,
  data: anything,
});
const errorFrame = object<{ type: 'error'; id?: string; error: FrameError }>({
  type: oneOf('error'),
  id: optional(string),
  error: frameError,
});
const envelope = object<{ type: string; data: unknown }>({ type: string, data: anything });

const isEventType = (type: string): type is keyof PushedEvents => Object.hasOwn(events, type);

function readEvent(type: keyof PushedEvents, data: unknown): PushedEvent | undefined {
  const read = events[type](data);
  // the shape of this type was applied, which the compiler cannot follow through the lookup
  return read === refused ? undefined : ({ type, data: read } as PushedEvent);
}

/**
 * Decodes a frame of the server. Returns `undefined` for one that this version does not know: newer servers push further
 * events.
 */
export function decodeFrame(text: string): ServerFrame | undefined {
  const frame = parseJson(text);
  const ack = read(ackFrame, frame);
  if (ack !== undefined) return { kind: 'ack', id: ack.id, data: ack.data };
  const refusal = read(errorFrame, frame);
  if (refusal !== undefined) {
    const { code, message, ...details } = refusal.error;
    return { kind: 'error', id: refusal.id, error: new ChatClientError(code, message, details) };
  }
  const pushed = read(envelope, frame);
  const event = pushed && isEventType(pushed.type) ? readEvent(pushed.type, pushed.data) : undefined;
  return event && { kind: 'event', event };
}
