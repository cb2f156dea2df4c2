import { isOfKnownKind } from '../api/entries.ts';
import type { Conversation, ConversationHead, Message } from '../api/protocol.ts';
import { isEqual } from './equal.ts';
import type { ConversationPreview } from './conversation-preview.ts';
import { mentions, type UnreadCounts } from '../mentions.ts';
import type { OthersMarks } from './marks.ts';
import type { Place } from './ordered-ids.ts';

/** A conversation as a list shows it: as the server last described it, and what happened since. */
export interface ConversationItem extends Conversation {
  readonly unreadCountIsMinimum: boolean;
  readonly unreadMentions: number;
  /** The ids of the other members who are typing, in the order in which they began. */
  readonly typing: readonly string[];
  /** How far everyone else has received and read. The user's own marks are in `me`. */
  readonly others: OthersMarks;
  /** How many own messages are not stored yet, and how many of them the server refused. */
  readonly unsentCount: number;
  readonly failedCount: number;
  /** What a list shows of it; `null` where nothing was said yet. Unlike `lastMessage`, it may be an unsent message. */
  readonly preview: ConversationPreview | null;
}

/** What the state adds to a conversation. */
export type Additions = Pick<
  ConversationItem,
  'typing' | 'others' | 'unsentCount' | 'failedCount' | 'preview'
>;

/** When something last happened in it, by the server and, given a `preview`, on this device. */
export function placeOf(
  { id, lastMessage, createdAt }: Conversation,
  preview: ConversationPreview | null = null,
): Place {
  return { id, at: Math.max(time(createdAt), time(lastMessage?.createdAt), time(preview?.createdAt)) };
}

/** Milliseconds since the epoch. A later server's entry may say anything in place of a time, which must not undo the order. */
const time = (text = '') => Date.parse(text) || 0;

/** A conversation that the state did not know. */
export function newItem(conversation: Conversation, additions: Additions): ConversationItem {
  const { unreadCountIsMinimum = false, unreadMentions = 0 } = conversation;
  return { ...conversation, unreadCountIsMinimum, unreadMentions, ...additions };
}

/**
 * The item after the server described the conversation. A description that is older than what was handed over or read
 * since says nothing about the end of the conversation.
 */
export function described(item: ConversationItem, now: Conversation): ConversationItem {
  const next = describedAnew(item, now);
  return isEqual(item, next) ? item : next;
}

function describedAnew(item: ConversationItem, now: Conversation): ConversationItem {
  const { typing, others, unsentCount, failedCount, preview } = item;
  const next = newItem(now, { typing, others, unsentCount, failedCount, preview });
  if (isEqual(next.participants, item.participants)) next.participants = item.participants;
  // As with what is handed over: an entry of an unknown kind takes no message's place.
  const { lastMessage: last } = now;
  if (last !== null && !isOfKnownKind(last) && item.lastMessage !== null) next.lastMessage = item.lastMessage;
  const me = { ...now.me, ...furthest(item.me, now.me) };
  if (now.lastSeq >= item.lastSeq && now.me.readSeq >= item.me.readSeq) return { ...next, me };
  const { lastSeq, lastMessage, unreadCount, unreadCountIsMinimum, unreadMentions } = item;
  return { ...next, me, lastSeq, lastMessage, unreadCount, unreadCountIsMinimum, unreadMentions };
}

/** The item after a sync said where the conversation stands. */
export function headed(item: ConversationItem, head: ConversationHead): ConversationItem {
  const { pendingRequests: _, ...before } = item.me;
  const { pendingRequests } = head;
  const waiting = pendingRequests === undefined ? {} : { pendingRequests };
  const { hiddenCount, starChanges } = head;
  const me = {
    ...before,
    ...furthest(item.me, head),
    ...waiting,
    ...(hiddenCount !== undefined && { hiddenCount }),
    ...(starChanges !== undefined && { starChanges }),
  };
  const { lastSeq, unreadCount, unreadCountIsMinimum = false, unreadMentions = 0 } = head;
  const older = lastSeq < item.lastSeq || head.readSeq < item.me.readSeq;
  const same =
    lastSeq === item.lastSeq &&
    unreadCount === item.unreadCount &&
    unreadCountIsMinimum === item.unreadCountIsMinimum &&
    unreadMentions === item.unreadMentions;
  const sameOwn =
    sameMe(item, me) &&
    (pendingRequests ?? 0) === (item.me.pendingRequests ?? 0) &&
    me.hiddenCount === item.me.hiddenCount &&
    me.starChanges === item.me.starChanges;
  if (older || same) return sameOwn ? item : { ...item, me };
  return { ...item, me, lastSeq, unreadCount, unreadCountIsMinimum, unreadMentions };
}

/** The item after a message came that `unreadCount` does not count yet. */
export function withMessage(
  item: ConversationItem,
  message: Message,
  userId: string | undefined,
): ConversationItem {
  const counts = message.senderId !== userId && message.kind !== 'system' && isOfKnownKind(message);
  const unread = counts && message.seq > item.me.readSeq ? 1 : 0;
  const { seq: lastSeq } = message;
  return {
    ...item,
    ...saidBy(message),
    lastSeq,
    unreadCount: item.unreadCount + unread,
    unreadMentions: item.unreadMentions + (mentions(message, userId) ? unread : 0),
    lastMessage: newer(item, message),
  };
}

/** What a system message says of the conversation: in big groups nothing else does. */
function saidBy({ system }: Message): Partial<Omit<Conversation, 'unreadCountIsMinimum' | 'unreadMentions'>> {
  const { name, avatar, about, settings, memberCount, expiry } = system ?? {};
  return {
    ...(name !== undefined && { name }),
    ...(avatar !== undefined && { avatar }),
    ...(about !== undefined && { about }),
    ...(settings && { settings }),
    ...(expiry !== undefined && { expiry: expiry ?? undefined }),
    ...(memberCount !== undefined && { memberCount }),
  };
}

/** The item with this as its last message, unless it has a newer one. */
export function withLastMessage(item: ConversationItem, message: Message): ConversationItem {
  const lastMessage = newer(item, message);
  return lastMessage === item.lastMessage ? item : { ...item, lastMessage };
}

/** A conversation whose last message has its files as they are by now. */
export function withNews<C extends Conversation>(item: C, applied: (message: Message) => Message): C {
  const { lastMessage } = item;
  const now = lastMessage && applied(lastMessage);
  return now === lastMessage ? item : { ...item, lastMessage: now };
}

/** An entry of a kind that this version does not know is no message. */
const newer = ({ lastMessage }: ConversationItem, message: Message) =>
  !isOfKnownKind(message) || (lastMessage !== null && lastMessage.seq > message.seq) ? lastMessage : message;

/** The item after the user read or received up to these numbers. `counts`: what is left, where that is known. */
export function withOwnMarks(
  item: ConversationItem,
  marks: OwnMarks,
  counts: UnreadCounts | undefined,
): ConversationItem {
  const me = { ...item.me, ...furthest(item.me, marks) };
  if (sameMe(item, me)) return item;
  if (me.readSeq === item.me.readSeq || counts === undefined) return { ...item, me };
  return { ...item, me, ...counts, unreadCountIsMinimum: false };
}

type OwnMarks = Pick<Conversation['me'], 'readSeq' | 'deliveredSeq'>;

function furthest(a: OwnMarks, b: OwnMarks): OwnMarks {
  const readSeq = Math.max(a.readSeq, b.readSeq);
  return { readSeq, deliveredSeq: Math.max(a.deliveredSeq, b.deliveredSeq, readSeq) };
}

const sameMe = (item: ConversationItem, me: OwnMarks) =>
  item.me.readSeq === me.readSeq && item.me.deliveredSeq === me.deliveredSeq;
