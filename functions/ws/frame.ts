import type { z } from 'zod';
import type { App } from '../../shared/app.ts';
import { sendTyping } from '../../shared/conversations/index.ts';
import { sync } from '../../shared/inbox/index.ts';
import {
  appendToStream,
  closeStream,
  deleteMessage,
  editMessage,
  markReceipt,
  openStream,
  react,
  sendMessage,
  stopStream,
  vote,
} from '../../shared/messages/index.ts';
import { readConversation, showConversation } from '../../shared/notifications/index.ts';
import {
  ChatError,
  InsufficientScope,
  Muted,
  RateLimited,
  TooSoon,
  toChatError,
  Unavailable,
} from '../../shared/platform/errors.ts';
import { failureLines } from '../../shared/platform/metrics.ts';
import { wireTime } from '../../shared/platform/time.ts';
import { inSpan } from '../../shared/platform/tracing/span.ts';
import { stayAlive, watchPresence, type Socket } from '../../shared/realtime/index.ts';
import {
  clientFrame,
  clientFrames,
  frameId,
  jsonFor,
  limits,
  type ClientFrameType,
  type FrameError,
} from '../../shared/protocol/index.ts';
import type { SocketFunctions } from '../events.ts';
import { defineLambda } from '../lambda.ts';
import { bodyText } from '../middleware/body-text.ts';
import { parseJson, tooLarge, validate } from '../middleware/validate.ts';
import { permitFrame } from '../middleware/scopes.ts';
import { callerOf, socketIdentity } from './identity.ts';

/** Where a frame came from. */
interface Origin {
  app: App;
  socket: Socket;
}

/** What a frame led to: its ack, and work that may run on while the ack is on its way and never rejects. */
interface Outcome<Ack = unknown> {
  ack: Ack;
  background?: Promise<void>;
}

type Handle = (origin: Origin, data: unknown) => Promise<Outcome>;

/** A frame's handler behind its validation. */
function on<Data extends z.ZodType, Ack extends z.ZodType>(
  frame: { data: Data; ack: Ack },
  handle: (origin: Origin, data: z.output<Data>) => Promise<Outcome<z.input<Ack>>>,
): Handle {
  return (origin, data) => handle(origin, validate(frame.data, data, 'data'));
}

const handlers: Record<ClientFrameType, Handle> = {
  'message:send': on(clientFrames['message:send'], async ({ app, socket }, data) => {
    const { reply, duplicate, pushed } = await sendMessage(app, socket, data);
    return { ack: { ...reply, duplicate }, background: pushed };
  }),
  'message:edit': on(clientFrames['message:edit'], async ({ app, socket }, data) => {
    const { message, pushed } = await editMessage(app, socket, data);
    return { ack: message, background: pushed };
  }),
  'message:delete': on(clientFrames['message:delete'], async ({ app, socket }, data) => {
    const { message, pushed } = await deleteMessage(app, socket, data);
    return { ack: message, background: pushed };
  }),
  'message:react': on(clientFrames['message:react'], async ({ app, socket }, data) => {
    const { message, pushed } = await react(app, socket, data);
    return { ack: message, background: pushed };
  }),
  'message:open': on(clientFrames['message:open'], async ({ app, socket }, data) => {
    const { reply, duplicate, pushed } = await openStream(app, socket, data);
    return { ack: { ...reply, duplicate }, background: pushed };
  }),
  'message:append': on(clientFrames['message:append'], async ({ app, socket }, data) => {
    const { reply, pushed } = await appendToStream(app, socket, data);
    return { ack: reply, background: pushed };
  }),
  'message:close': on(clientFrames['message:close'], async ({ app, socket }, data) => {
    const { message, pushed } = await closeStream(app, socket, data);
    return { ack: message, background: pushed };
  }),
  'message:stop': on(clientFrames['message:stop'], async ({ app, socket }, data) => {
    const { message, pushed } = await stopStream(app, socket, data);
    return { ack: message, background: pushed };
  }),
  'poll:vote': on(clientFrames['poll:vote'], async ({ app, socket }, data) => {
    const { message, pushed } = await vote(app, socket, data);
    return { ack: message, background: pushed };
  }),
  'receipt:delivered': on(clientFrames['receipt:delivered'], async ({ app, socket }, data) => {
    const { pushed } = await markReceipt(app, socket, 'delivered', data);
    return { ack: {}, background: pushed };
  }),
  'receipt:read': on(clientFrames['receipt:read'], async ({ app, socket }, data) => {
    const { pushed } = await readConversation(app, socket, data);
    return { ack: {}, background: pushed };
  }),
  typing: on(clientFrames.typing, async ({ app, socket }, data) => {
    const { pushed } = await sendTyping(app, socket.userId, data);
    return { ack: {}, background: pushed };
  }),
  focus: on(clientFrames.focus, async ({ app, socket }, { conversationId, hidden = false }) => {
    const { pushed } = await showConversation(app, socket, { conversationId, hidden });
    return { ack: {}, background: pushed };
  }),
  'presence:watch': on(clientFrames['presence:watch'], async ({ app, socket }, { userIds }) => ({
    ack: await watchPresence(app, socket, userIds),
  })),
  sync: on(clientFrames.sync, async ({ app, socket }, data = {}) => ({
    ack: await sync(app, socket.userId, data),
  })),
  ping: on(clientFrames.ping, ({ app, socket }) =>
    Promise.resolve({
      ack: { serverTime: wireTime(app.clock.now()) },
      background: stayAlive(app, socket),
    }),
  ),
};

/** `$default`: one frame from a client; it gets one ack or one error by its `id`. */
export function frameFunction(app: App): SocketFunctions['frame'] {
  return async (event) => {
    const { connectionId, requestId, connectedAt } = event.requestContext;
    let id: string | undefined;
    try {
      const text = bodyText(event);
      const size = Buffer.byteLength(text);
      // read before its size is judged: also the error of a frame that is too large carries its id
      const frame = readFrame(text, size);
      id = frameId.safeParse(frame['id']).data;
      if (size > limits.frameBytes) throw tooLarge(limits.frameBytes);
      const { type, data } = validate(clientFrame, frame);
      if (!isFrameType(type)) throw new ChatError('unknown_frame', `Unknown frame type "${type}".`);
      const handle = handlers[type];
      await inSpan(type, async () => {
        const identity = await socketIdentity(app, event);
        if (!identity) throw signedOut();
        const caller = callerOf(identity);
        const { userId, sessionId, scopes, endsAt = Infinity } = caller;
        if (await hasEnded(app, sessionId)) throw signedOut();
        if (endsAt <= app.clock.now()) throw new ChatError('token_expired', 'The token has expired.');
        await app.limits.take('everything', userId);
        permitFrame(type, caller);
        const outcome = await handle({ app, socket: { ...caller, connectionId, connectedAt } }, data);
        const acked =
          id === undefined
            ? undefined
            : send(app, connectionId, { type: 'ack', id, data: outcome.ack }, scopes);
        await Promise.all([acked, outcome.background]);
      });
    } catch (error) {
      const refused = toChatError(error);
      const { code, message, fields } = refused;
      if (code === 'internal_error' || code === 'service_unavailable') {
        app.log.error({ err: error, requestId, connectionId }, failureLines.frame);
      }
      const frameError: FrameError = {
        code,
        message,
        ...(fields && { errors: [...fields] }),
        ...(refused instanceof Muted && { mutedUntil: refused.until }),
        ...(refused instanceof InsufficientScope && refused.scope !== undefined && { scope: refused.scope }),
        ...((refused instanceof RateLimited || refused instanceof TooSoon) && {
          retryAfterMs: Math.ceil(refused.retryAfterMs),
        }),
      };
      await send(app, connectionId, { type: 'error', ...(id !== undefined && { id }), error: frameError });
    }
    return { statusCode: 200 };
  };
}

export const lambda = defineLambda('frame', frameFunction);

/** The sockets of an ended session are closed; this catches those that could not be. A table that is down ends no session. */
async function hasEnded(app: App, sessionId: string): Promise<boolean> {
  try {
    return await app.revocations.has(sessionId);
  } catch (error) {
    if (error instanceof Unavailable) return false;
    throw error;
  }
}

const signedOut = () =>
  new ChatError('unauthenticated', 'This connection is no longer signed in. Reconnect.');

/**
 * The frame as a plain object. Throws `invalid_json`, or for what is too large besides, `payload_too_large`. A gateway lets
 * at most 128 KiB through, so that reading all of it costs little.
 */
function readFrame(text: string, size: number): Record<string, unknown> {
  try {
    const frame = parseJson(text, size);
    if (typeof frame === 'object' && frame !== null && !Array.isArray(frame)) return { ...frame };
  } catch (error) {
    if (size <= limits.frameBytes) throw error;
  }
  if (size > limits.frameBytes) throw tooLarge(limits.frameBytes);
  throw new ChatError('invalid_json', 'A frame must be a JSON object: { "type", "id", "data" }.');
}

const isFrameType = (type: string): type is ClientFrameType => Object.hasOwn(handlers, type);

/** Replies to a frame. The client repeats what gets no reply, so a lost one is logged and no more. */
async function send(
  app: App,
  connectionId: string,
  frame: object,
  scopes?: readonly string[],
): Promise<void> {
  try {
    await app.sockets.post(connectionId, jsonFor(scopes, frame));
  } catch (error) {
    app.log.warn({ err: error, connectionId }, 'a reply was not sent');
  }
}
