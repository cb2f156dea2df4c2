import { ChatError, TooSoon } from '../../platform/errors.ts';
import {
  blockPolicy,
  blockStanding,
  permit,
  silenced,
  slowModeOf,
  type Head,
  type Membership,
} from '../../conversations/index.ts';
import { messageId, parseMessageId } from '../../platform/ids.ts';
import { ConditionFailed, type Write } from '../../platform/table.ts';
import { wireTime } from '../../platform/time.ts';
import type { Entity, Expiry, SentReply } from '../../protocol/index.ts';
import { theseUsers } from '../../realtime/index.ts';
import { expiring, isWaiting, waitsUntil } from '../expiry/expiring.ts';
import { findToAttach, type ToAttach } from '../attachments/attach.ts';
import type { ChangeableEntry } from '../changes/change-store.ts';
import { mediaOf, type AttachedMedia } from '../attachments/attached-media.ts';
import { checkContent, contentOf, viewContent, type GivenContent } from '../content/content.ts';
import type { MessagesContext } from '../context.ts';
import { giveUpNumber } from './give-up-number.ts';
import { refreshListingIfDue } from './listing.ts';
import { hasExpired, isFor, type Attachment } from '../log-entry.ts';
import type { SentRecord } from '../model.ts';
import { mentionMarks, readWhatIsSaid, saysTheSame, type ToSay } from '../content/mentions.ts';
import { messagePolicy } from '../policy.ts';
import { pushEntry } from './push-entry.ts';
import { queuePreview } from '../previews/queue-preview.ts';
import { readerOf } from '../reader.ts';
import { sealText, type Said } from '../content/sealing.ts';
import { openEntry } from '../content/open-entry.ts';
import { viewExpiry } from '../reading/views.ts';

export interface Sender {
  userId: string;
  /** The socket it came by, which gets the ack instead of the push. */
  connectionId?: string;
}

export interface OutgoingMessage extends GivenContent {
  conversationId: string;
  text: string;
  /** What parts of the text are. Left out, mentions are found in it. */
  entities?: readonly Entity[] | undefined;
  /** Mentions are found in what these leave plain, too. */
  findMentions?: boolean | undefined;
  /** `false`: its links get no preview. */
  preview?: boolean | undefined;
  /** The ids of its files, each once. */
  attachments?: readonly string[] | undefined;
  replyTo?: string | null | undefined;
  /** How long it stays. Left out, it is as the conversation says. */
  expires?: Expiry | undefined;
  clientId?: string | undefined;
  /** Who wrote it first, where it is forwarded; `null`: they keep that back. */
  forwardedFrom?: string | null | undefined;
  /** It is opened, to be written piece by piece. */
  streaming?: boolean | undefined;
  /** The client has sent this before and got no answer: it is looked for first. */
  repeat?: boolean | undefined;
  /** What waited for its time and is sent now. */
  waited?: Waited | undefined;
}

/** What ends when a message is sent that waited for its time. */
export interface Waited {
  /** Stored together with the message, or neither. */
  writes: readonly Write[];
}

export interface Sent {
  reply: SentReply;
  /** The same `clientId` was sent before: `reply` is that one's, and no message was stored or pushed. */
  duplicate: boolean;
  /** Settles when the message was pushed to all members' sockets; never rejects. Wait for it, while replying. */
  pushed: Promise<void>;
}

/**
 * Sends a message: takes the next number, stores the sealed text, and pushes. Resolves as soon as it is stored.
 * Throws `conversation_not_found`, `user_blocked`, `muted`, `posting_restricted`, `slow_mode`, `client_id_conflict`,
 * `rate_limited`, `ConditionFailed` where a write of `waited` does not hold, for polls and contacts what `checkContent` does, for `entities` what `readWhatIsSaid` does, for `replyTo` `message_not_found`, and for `attachments` what `findToAttach` does.
 */
export async function sendMessage(
  context: MessagesContext,
  sender: Sender,
  outgoing: OutgoingMessage,
): Promise<Sent> {
  await context.limits.take('send', sender.userId);
  const { conversationId, clientId } = outgoing;
  const found = await context.conversations.membership(conversationId, sender.userId);
  let membership = permit(messagePolicy, 'send', found);
  const replyTo = outgoing.replyTo ?? undefined;
  if (outgoing.repeat && clientId !== undefined) {
    const first = await context.messages.sent(sender.userId, clientId, context.clock.now());
    if (first) {
      const reply = await repeatedReply(context, membership.head, first, outgoing);
      return { reply, duplicate: true, pushed: Promise.resolve() };
    }
  }
  const admitted = await admit(context, sender.userId, membership, outgoing);
  let { thread, files, said } = admitted;
  membership = admitted.membership;
  const { toSay } = admitted;
  const ending = outgoing.waited?.writes ?? [];
  let waited = await takeTurn(context, sender.userId, membership, outgoing);

  for (;;) {
    const createdAt = context.clock.now();
    const head = await takeSeq(context, membership.head, outgoing, createdAt);
    // members or what they may do changed since: a sender that may not send any more stores nothing
    if (head.membersVersion !== membership.head.membersVersion) {
      const current = await context.conversations.membershipUnder(head, sender.userId);
      try {
        membership = permit(messagePolicy, 'send', current);
        const refusal = silenced(head, membership, createdAt);
        if (refusal) throw refusal;
        said = await readWhatIsSaid(context, sender.userId, membership, toSay);
        waited ||= await takeTurn(context, sender.userId, membership, outgoing);
      } catch (error) {
        if (error instanceof ChatError) await giveUpNumber(context, conversationId, head.lastSeq);
        throw error;
      }
    }

    const seq = head.lastSeq;
    const reach = blockPolicy.send[blockStanding(head, sender.userId)];
    if (reach === 'user_blocked') {
      await giveUpNumber(context, conversationId, seq);
      throw new ChatError(reach);
    }
    const hiddenFrom = reach === 'all' ? undefined : head.pair?.find((userId) => userId !== sender.userId);
    const opened = outgoing.streaming && { streaming: { length: said.text.length, at: createdAt } };
    const place = { seq, senderId: sender.userId, ...(opened && { sealings: 0 }) };
    const sealed = await sealText(context, head, place, said);
    const entry = {
      seq,
      senderId: sender.userId,
      kind: 'text' as const,
      createdAt,
      ...mentionMarks(said),
      ...(files.attachments.length > 0 && { attachments: files.attachments }),
      ...(replyTo !== undefined && { replyTo }),
      ...(thread && { threadSeq: thread.seq }),
      ...opened,
      ...(outgoing.forwardedFrom !== undefined && { forwardedFrom: outgoing.forwardedFrom }),
      ...(clientId !== undefined && { clientId }),
      ...(outgoing.preview === false && { noPreview: true as const }),
      ...(hiddenFrom !== undefined && { hiddenFrom }),
      ...expiring(outgoing.expires ?? head.expiry, createdAt),
    };
    const stored = { ...entry, ...sealed };
    const appended = await context.messages.append(conversationId, stored, [
      ...ending,
      ...files.writes,
      ...context.attachments.placeWrites(conversationId, stored),
      ...(thread ? context.threads.replyWrites(conversationId, thread, stored) : []),
      ...(isWaiting(stored) ? [context.expiries.waitWrite(conversationId, stored)] : []),
    ]);

    // on its way for so long that a reader gave this number up: begin again with a new one
    if (appended.outcome === 'void') continue;
    if (appended.outcome === 'duplicate') {
      const { first } = appended;
      const pushed = giveUpNumber(context, conversationId, seq);
      const reply = await repeatedReply(context, head, first, outgoing).finally(() => pushed);
      return { reply, duplicate: true, pushed };
    }
    // a file was looked at or taken back meanwhile, or another user replied: whether it can still be sent is asked again
    if (appended.outcome === 'changed') {
      await giveUpNumber(context, conversationId, seq);
      if (appended.index < ending.length) throw new ConditionFailed(appended.index, appended.item);
      thread = replyTo ? await threadOf(context, sender.userId, membership, replyTo) : undefined;
      files = await findToAttach(context, sender.userId, outgoing);
      continue;
    }
    const audience = hiddenFrom === undefined ? membership.audience : theseUsers([sender.userId]);
    const open = { ...entry, ...said };
    const pushing = pushEntry(context, conversationId, audience, open, sender.connectionId, files.media);
    const listing = refreshListingIfDue(context, head, createdAt);
    const preview =
      outgoing.preview !== false && queuePreview(context, { conversationId, seq, revision: 0 }, said);
    const pushed = Promise.all([pushing, listing, preview]).then(() => undefined);
    const reply = replyOf({ conversationId, seq, createdAt }, open, files.media);
    return { reply, duplicate: false, pushed };
  }
}

/**
 * Whether a user could send this now, and the files that it would carry. Slow mode is not asked: its turn is taken by what is
 * sent. Throws what `sendMessage` does.
 */
export async function checkOutgoing(
  context: MessagesContext,
  userId: string,
  outgoing: OutgoingMessage,
): Promise<{ head: Head; files: ToAttach }> {
  const found = await context.conversations.membership(outgoing.conversationId, userId);
  const known = permit(messagePolicy, 'send', found);
  const { membership, files } = await admit(context, userId, known, outgoing);
  return { head: membership.head, files };
}

/** All that is asked before a number is taken but whose turn it is, and what the message is made of. */
async function admit(
  context: MessagesContext,
  senderId: string,
  known: Membership,
  outgoing: OutgoingMessage,
): Promise<{
  membership: Membership;
  thread: ChangeableEntry | undefined;
  files: ToAttach;
  toSay: ToSay;
  said: Said;
}> {
  const { replyTo } = outgoing;
  const thread = replyTo ? await threadOf(context, senderId, known, replyTo) : undefined;
  await refuseToBlocking(context, senderId, known.head);
  const membership = await refuseToSilenced(context, senderId, known);
  const files = await findToAttach(context, senderId, outgoing);
  const content = contentOf(outgoing);
  // who forwards a contact was sent it
  if (outgoing.forwardedFrom === undefined) await checkContent(context, senderId, content);
  const toSay = { ...outgoing, content };
  const said = await readWhatIsSaid(context, senderId, membership, toSay);
  return { membership, thread, files, toSay, said };
}

/**
 * What the first attempt was answered. A `clientId` is one message's: what was stored is read again for that, which only
 * repeats pay for. Throws `client_id_conflict`.
 */
async function repeatedReply(
  context: MessagesContext,
  head: Head,
  first: SentRecord,
  {
    conversationId,
    text,
    entities,
    findMentions,
    replyTo,
    attachments = [],
    streaming = false,
    ...given
  }: OutgoingMessage,
): Promise<SentReply> {
  const stored =
    first.conversationId === conversationId
      ? await context.messages.get(conversationId, first.seq)
      : undefined;
  const written = stored?.kind === 'text' ? stored : undefined;
  const open = written && (await openEntry(context, head, written));
  // it expired since, and is removed
  const isGone = stored === undefined && first.conversationId === conversationId;
  const isSame =
    isGone ||
    stored?.kind === 'deleted' ||
    (open !== undefined &&
      open.replyTo === (replyTo ?? undefined) &&
      (open.attachments ?? []).map(({ id }) => id).join() === attachments.join() &&
      // what it said when it was sent, its author may have edited or written since
      (open.revision !== undefined ||
        ((written?.sealings !== undefined) === streaming &&
          (streaming || saysTheSame(open, { text, entities, findMentions, content: contentOf(given) })))));
  if (!isSame) {
    throw new ChatError(
      'client_id_conflict',
      'Another message was sent with this clientId. Use a new one for each message.',
    );
  }
  return replyOf(first, open ?? {}, await mediaOf(context, written ? [written] : []));
}

function replyOf(
  { conversationId, seq, createdAt }: { conversationId: string; seq: number; createdAt: number },
  {
    text = '',
    entities,
    content,
    attachments = [],
    threadSeq,
    expires,
    goneAt,
  }: Partial<Said> & {
    attachments?: readonly Attachment[];
    threadSeq?: number;
    expires?: Expiry;
    goneAt?: number;
  },
  media: AttachedMedia,
): SentReply {
  return {
    id: messageId(conversationId, seq),
    seq,
    createdAt: wireTime(createdAt),
    ...(entities && { entities: [...entities] }),
    ...(content && {
      kind: content.kind,
      text,
      ...viewContent(content, { tally: undefined, ballot: undefined }),
    }),
    ...(attachments.length > 0 && { attachments: attachments.flatMap(({ id }) => media.get(id) ?? []) }),
    ...(threadSeq !== undefined && { threadSeq }),
    ...viewExpiry({ expires, goneAt }),
  };
}

/** Takes a number for a message. That it may wait to be read, the head knows by the same write. Throws `conversation_not_found`. */
async function takeSeq(
  { conversations }: MessagesContext,
  known: Head,
  { expires }: OutgoingMessage,
  now: number,
): Promise<Head> {
  const head = await conversations.takeSeq(known.id, now, waitsUntil(expires ?? known.expiry, now));
  const until = waitsUntil(expires ?? head.expiry, now);
  // what memory had of the conversation was of before it got this rule
  if (until > (head.waitsUntil ?? 0)) await conversations.noteWaiting(known.id, until);
  return head;
}

/**
 * Who blocks the other one cannot write to them. What memory has of the conversation spares the number; that it is so still
 * is read. Throws `user_blocked`.
 */
async function refuseToBlocking(context: MessagesContext, senderId: string, known: Head): Promise<void> {
  const isRefused = (head: Head) => blockPolicy.send[blockStanding(head, senderId)] === 'user_blocked';
  if (!isRefused(known)) return;
  const head = await context.conversations.head(known.id);
  if (head && isRefused(head)) throw new ChatError('user_blocked');
}

/**
 * A member of a group may be muted, or only admins may send there. What memory has of it spares the number; that it is so
 * still is read. Returns the membership by which they may send. Throws `muted`, `posting_restricted`.
 */
async function refuseToSilenced(
  context: MessagesContext,
  senderId: string,
  known: Membership,
): Promise<Membership> {
  const { clock, conversations } = context;
  if (!silenced(known.head, known, clock.now())) return known;
  const head = await conversations.head(known.head.id);
  const current = permit(
    messagePolicy,
    'send',
    head && (await conversations.membershipUnder(head, senderId)),
  );
  const refusal = silenced(current.head, current, clock.now());
  if (refusal) throw refusal;
  return current;
}

/** In a group with slow mode, waits for the sender's turn: one write. Returns whether it was asked for. Throws `slow_mode`. */
async function takeTurn(
  { clock, conversations }: MessagesContext,
  senderId: string,
  membership: Membership,
  { conversationId, clientId }: OutgoingMessage,
): Promise<boolean> {
  const waitMs = slowModeOf(membership.head, membership);
  if (waitMs === 0) return false;
  const turn = { now: clock.now(), waitMs, clientId };
  const left = await conversations.takeTurn(conversationId, senderId, turn);
  if (left > 0) throw new TooSoon(left);
  return true;
}

/**
 * The message at which the thread of a reply begins. One replies to a message of the same conversation that exists, as far as the
 * sender may know. Throws `message_not_found`.
 */
async function threadOf(
  context: MessagesContext,
  senderId: string,
  membership: Membership,
  replyTo: string,
): Promise<ChangeableEntry> {
  const { messages } = context;
  const { head } = membership;
  const reader = await readerOf(context, head.id, senderId, membership);
  const place = parseMessageId(replyTo);
  const found = place?.conversationId === head.id ? await messages.get(head.id, place.seq) : undefined;
  // what the system says is no one's message
  if (found?.kind !== 'text' || !isFor(found, reader)) {
    throw new ChatError('message_not_found', 'The message to reply to is not in this conversation.');
  }
  if (found.threadSeq === undefined) return found;
  const first = await messages.get(head.id, found.threadSeq);
  return first && first.kind !== 'system' && !hasExpired(first, reader.now) ? first : found;
}
