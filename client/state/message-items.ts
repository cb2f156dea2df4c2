import { isOfKnownKind } from '../api/entries.ts';
import { contentOf, type GivenContent } from '../api/given-content.ts';
import type { GivenEntity, Message, MessageStatus, OutgoingMessage, Reaction } from '../api/protocol.ts';
import { isEqual } from './equal.ts';
import { laterText } from './pieces.ts';
import { laterThread } from './threads.ts';

/** A message that is stored on the server. */
export interface StoredItem {
  readonly kind: 'stored';
  /** Stays the same from the moment an own message is sent: a key for lists on screen. */
  readonly key: string;
  readonly seq: number;
  readonly message: Message;
  /** Whether the user sent it, from whatever device. */
  readonly own: boolean;
  /** For own messages: what the least advanced other member has reached. */
  readonly status: MessageStatus;
}

/**
 * How far an own message has come: `waiting` to be stored, also for lack of a connection; `failed`, which `retry` sends
 * again; or what the least advanced other member has reached.
 */
export type SendStatus = 'waiting' | MessageStatus | 'failed';

/** An own message that is not in its place among the stored ones: `sent` is stored, and waits for earlier ones. */
export interface UnsentItem extends GivenContent {
  readonly kind: 'unsent';
  readonly key: string;
  readonly clientId: string;
  readonly conversationId: string;
  readonly text: string;
  readonly entities: readonly GivenEntity[];
  /** The ids of its files. */
  readonly attachments: readonly string[];
  readonly replyTo: string | null;
  /** When it was written, by this device's clock. */
  readonly createdAt: string;
  readonly own: true;
  readonly status: 'waiting' | 'sent' | 'failed';
  /** Why it failed, where that is known. */
  readonly error?: unknown;
}

export type MessageItem = StoredItem | UnsentItem;

/** What people read. Other kinds, which a later server may invent, keep their number but are not shown. */
export const isShown = isOfKnownKind;

const ranks: Record<MessageStatus, number> = { sent: 0, delivered: 1, read: 2 };
export const further = (a: MessageStatus, b: MessageStatus): MessageStatus => (ranks[a] >= ranks[b] ? a : b);

export function storedItem(message: Message, userId: string | undefined, status: MessageStatus): StoredItem {
  const own = message.senderId === userId;
  return {
    kind: 'stored',
    key: (own ? message.clientId : undefined) ?? message.id,
    seq: message.seq,
    message,
    own,
    status: own ? further(message.status, status) : message.status,
  };
}

/** A message that waits to be sent. */
export function waitingItem(message: OutgoingMessage, createdAt: string): UnsentItem {
  const { clientId, conversationId, text, entities = [], attachments = [], replyTo = null } = message;
  const own = true;
  return {
    kind: 'unsent',
    key: clientId,
    clientId,
    conversationId,
    text,
    entities,
    attachments,
    ...contentOf(message),
    replyTo,
    createdAt,
    own,
    status: 'waiting',
  };
}

/**
 * The message after another reading of it: what was read earlier never takes the place of a later change, and what only the
 * user's own devices get, or an event leaves out, stays known.
 */
export function laterReading(known: Message, read: Message, userId: string | undefined): Message {
  const thread = laterThread(known.thread, read.thread);
  // no change of the message, which all see: the last reading that says it counts
  const { starred = known.starred } = read;
  const kept = { ...(thread && { thread }), ...(starred !== undefined && { starred }) };
  if ((known.changeSeq ?? 0) > (read.changeSeq ?? 0)) return { ...known, ...kept };
  const { clientId = known.clientId, editableUntil = known.editableUntil, reactions, poll } = read;
  const mine = poll?.mine ?? known.poll?.mine;
  return {
    ...read,
    ...kept,
    text: laterText(known, read),
    ...(known.quote && { quote: read.quote ?? known.quote }),
    ...(clientId !== undefined && { clientId }),
    ...(editableUntil !== undefined && { editableUntil }),
    ...(poll && mine && { poll: { ...poll, mine } }),
    ...(reactions && { reactions: reactions.map((one) => withMine(one, known, userId)) }),
  };
}

/** Of few who reacted all are named; of many it is known from before whether the user is among them. */
function withMine(reaction: Reaction, known: Message, userId = ''): Reaction {
  if (reaction.mine !== undefined) return reaction;
  const isNamed = reaction.userIds.includes(userId);
  const before = known.reactions?.find(({ emoji }) => emoji === reaction.emoji)?.mine ?? false;
  return { ...reaction, mine: isNamed || (reaction.count > reaction.userIds.length && before) };
}

/** Whether two readings of one message say the same, apart from its status, which has a place of its own. */
export function sameMessage(a: Message, b: Message): boolean {
  return isEqual({ ...a, status: b.status }, b);
}
