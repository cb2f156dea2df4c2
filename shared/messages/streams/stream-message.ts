import {
  blockPolicy,
  blockStanding,
  notifiesAll,
  permit,
  silenced,
  type Head,
  type MemberFacts,
} from '../../conversations/index.ts';
import { ChatError } from '../../platform/errors.ts';
import { untilUnchanged } from '../../platform/versions.ts';
import {
  limits as protocolLimits,
  messageText,
  type AppendedReply,
  type AppendRequest,
  type Entity,
  type OpenedStream,
  type OpenStreamRequest,
  type ServerEvent,
} from '../../protocol/index.ts';
import { publish, theseUsers } from '../../realtime/index.ts';
import { changeMessage, type ChangedMessage, type Place } from '../changes/change-message.ts';
import type { ChangeableEntry } from '../changes/change-store.ts';
import type { MessagesContext } from '../context.ts';
import { endStream } from './end-stream.ts';
import { isStreaming, watchStream, type OpenMessage } from './open-streams.ts';
import { isFor, type EntryOf } from '../log-entry.ts';
import { mentionMarks, readWhatIsSaid, saysTheSame } from '../content/mentions.ts';
import { openEntry } from '../content/open-entry.ts';
import { messagePolicy } from '../policy.ts';
import { readerOf } from '../reader.ts';
import { queuePreview } from '../previews/queue-preview.ts';
import { sealText, type Said } from '../content/sealing.ts';
import type { Sender } from '../model.ts';
import { sendMessage } from '../sending/send-message.ts';

/** Between two checkpoints of a message. What comes in between is pushed and not stored. */
const checkpointMilliseconds = 1_000;

/**
 * Sends a message that is written piece by piece: without a text, and open. Its author appends to it and closes it; one who is not
 * heard of for a minute leaves it unfinished. Throws what `sendMessage` does.
 */
export async function openStream(
  context: MessagesContext,
  sender: Sender,
  { conversationId, clientId, replyTo, repeat }: OpenStreamRequest & { conversationId: string },
): Promise<{ reply: OpenedStream; duplicate: boolean; pushed: Promise<void> }> {
  const outgoing = { conversationId, clientId, replyTo, repeat, text: '', streaming: true };
  const { reply, duplicate, pushed } = await sendMessage(context, sender, outgoing);
  const { id, seq, createdAt, threadSeq } = reply;
  const opened = { id, seq, createdAt, ...(threadSeq !== undefined && { threadSeq }) };
  if (duplicate) {
    const stored = await context.messages.get(conversationId, seq);
    const offset = stored && isStreaming(stored) ? stored.streaming.length : 0;
    return { reply: { ...opened, offset }, duplicate, pushed };
  }
  const streaming = { length: 0, at: Date.parse(createdAt) };
  const watched = watchStream(context, { conversationId, seq }, { streaming }).catch((error: unknown) => {
    context.log.warn({ err: error, conversationId }, 'a message that is being written is not watched');
  });
  return {
    reply: { ...opened, offset: 0 },
    duplicate,
    pushed: Promise.all([pushed, watched]).then(() => undefined),
  };
}

/**
 * Writes on at an own message. Members see it at once; with `checkpoint` it is stored, at most once a second. The reply says how
 * much is stored: what comes next begins there, so that each push makes up for those before it. What is stored already may be
 * said again. Throws `conversation_not_found`, `message_not_found`, `forbidden`, `message_deleted`, `stream_ended`,
 * `stream_conflict`, `message_too_long`, `rate_limited`; and, by which the message ends, `user_blocked`, `muted`,
 * `posting_restricted`.
 */
export async function appendToStream(
  context: MessagesContext,
  author: Sender,
  { conversationId, seq, checkpoint = false, ...piece }: Place & AppendRequest,
): Promise<{ reply: AppendedReply; pushed: Promise<void> }> {
  const { clock, limits, messages } = context;
  await limits.take('append', author.userId);
  return untilUnchanged(async () => {
    const { head, message } = await writableMessage(context, author.userId, { conversationId, seq });
    const { length, at } = message.streaming;
    const { offset, text } = await goingOn(context, head, message, piece);
    const now = clock.now();
    const stores = checkpoint && now - at >= checkpointMilliseconds;
    if (stores) {
      const { senderId, sealings = 0 } = message;
      const before = length === 0 ? '' : (await openEntry(context, head, message)).text;
      const place = { seq, senderId, sealings: sealings + 1 };
      const sealed = await sealText(context, head, place, { text: before + text });
      const streaming = { length: length + text.length, at: now };
      await messages.checkpoint(conversationId, message, { ...sealed, streaming });
    }
    // as with typing: in bigger groups the pieces would grow with the members; an empty one tells who missed the last
    const isPushed = stores || (text !== '' && notifiesAll(head));
    const event: ServerEvent = { type: 'message:appended', data: { conversationId, seq, offset, text } };
    return {
      reply: { offset: stores ? length + text.length : length },
      pushed: isPushed ? pushPiece(context, head, message, event, author) : Promise.resolve(),
    };
  }, context.random);
}

/**
 * Closes an own message: from then on it says this, whatever was appended. Once more is a no-op. Throws what `changeMessage` and
 * `readWhatIsSaid` do, `forbidden`, `user_blocked`, `muted`, `posting_restricted`, `message_deleted`, `stream_ended`,
 * `rate_limited`.
 */
export async function closeStream(
  context: MessagesContext,
  author: Sender,
  { text, entities, ...place }: Place & { text: string; entities?: readonly Entity[] | undefined },
): Promise<ChangedMessage> {
  await context.limits.take('send', author.userId);
  let saidLast: Said | undefined;
  const closed = await changeMessage(context, author, place, ['append', 'written'], async (moment) => {
    const { message, head, me, now } = moment;
    saidLast = undefined;
    const own = ownMessage(message, author.userId);
    if (!isStreaming(own)) {
      const same = saysTheSame(await openEntry(context, head, own), { text, entities });
      if (same && own.incomplete === undefined) return undefined;
      throw new ChatError('stream_ended');
    }
    const refusal = refusalOf(head, me, own, now);
    if (refusal) throw refusal;
    const said = await readWhatIsSaid(context, author.userId, { ...me, head }, { text, entities });
    saidLast = said;
    const { streaming: _, ...rest } = own;
    const { seq, senderId, sealings = 0 } = own;
    const sealed = await sealText(context, head, { seq, senderId, sealings: sealings + 1 }, said);
    return { after: { ...rest, ...mentionMarks(said), ...sealed } };
  });
  if (!saidLast) return closed;
  const queued = queuePreview(context, { ...place, revision: 0 }, saidLast);
  return { ...closed, pushed: Promise.all([closed.pushed, queued]).then(() => undefined) };
}

/** An own message that is being written, under the head of now. One whose author may not write any more ends with that. */
async function writableMessage(
  context: MessagesContext,
  userId: string,
  place: Place,
): Promise<{ head: Head; message: OpenMessage }> {
  const { conversationId, seq } = place;
  const [head, message] = await Promise.all([
    context.conversations.head(conversationId),
    context.messages.get(conversationId, seq),
  ]);
  const me = head && (await context.conversations.membershipUnder(head, userId));
  if (!me && message?.senderId === userId && isStreaming(message)) await endStream(context, place);
  const found = permit(messagePolicy, 'append', me);
  const reader = await readerOf(context, conversationId, userId, found);
  if (!message || !isFor(message, reader)) throw new ChatError('message_not_found');
  if (message.kind === 'system') throw new ChatError('forbidden');
  const own = ownMessage(message, userId);
  if (!isStreaming(own)) throw new ChatError('stream_ended');
  const refusal = refusalOf(found.head, found, own, context.clock.now());
  if (refusal) {
    await endStream(context, place);
    throw refusal;
  }
  return { head: found.head, message: own };
}

function ownMessage(message: ChangeableEntry, userId: string): EntryOf<'text'> {
  if (message.senderId !== userId) throw new ChatError('forbidden');
  if (message.kind === 'deleted') throw new ChatError('message_deleted');
  return message;
}

/** Why a member may not write on at their message. */
function refusalOf(head: Head, me: MemberFacts, message: OpenMessage, now: number): ChatError | undefined {
  const refusal = silenced(head, me, now);
  if (refusal) return refusal;
  const reach = blockPolicy.append[blockStanding(head, message.senderId)];
  // what was opened behind a block goes on as it began
  const isHidden = message.hiddenFrom !== undefined && reach === 'stream_ended';
  return reach === 'all' || isHidden ? undefined : new ChatError(reach);
}

/** What a piece adds to what is stored. Throws `stream_conflict`, `message_too_long`. */
async function goingOn(
  context: MessagesContext,
  head: Head,
  message: OpenMessage,
  { offset, text }: { offset: number; text: string },
): Promise<{ offset: number; text: string }> {
  const { length } = message.streaming;
  if (offset > length) throw conflict(length);
  const mayBeTooLong = !isShort(length + text.length);
  if (offset === length && !mayBeTooLong) return { offset, text };
  const stored = (await openEntry(context, head, message)).text;
  const known = stored.slice(offset);
  const added = text.slice(known.length);
  if (!(text.startsWith(known) || known.startsWith(text))) throw conflict(length);
  if (!messageText.safeParse(stored + added).success) throw new ChatError('message_too_long');
  return { offset: length, text: added };
}

/** Whether a text of this length is short enough in any case: a UTF-16 unit takes three bytes at most. */
const isShort = (units: number) =>
  units * 3 <= protocolLimits.textBytes && units <= protocolLimits.textCharacters;

const conflict = (length: number) =>
  new ChatError('stream_conflict', `Of the text ${length} UTF-16 units are stored, and they are others.`);

/** Pushes how a message goes on to those who may get it. Never rejects. */
function pushPiece(
  context: MessagesContext,
  head: Head,
  { seq, senderId, hiddenFrom }: OpenMessage,
  event: ServerEvent,
  { connectionId }: Sender,
): Promise<void> {
  const audience =
    hiddenFrom === undefined ? context.conversations.audienceUnder(head, seq) : theseUsers([senderId]);
  return publish(context, audience, event, connectionId);
}
