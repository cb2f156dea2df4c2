import { permit, progressOf, type Head, type MemberFacts, type Progress } from '../../conversations/index.ts';
import { ChatError } from '../../platform/errors.ts';
import { ConditionFailed, type Write } from '../../platform/table.ts';
import { untilUnchanged } from '../../platform/versions.ts';
import type { Message, MessageChangeType } from '../../protocol/index.ts';
import type { ChangeableEntry } from './change-store.ts';
import type { MessagesContext } from '../context.ts';
import { giveUpNumber } from '../sending/give-up-number.ts';
import { isFor, noteWebhooks, type EntryOf, type Reader } from '../log-entry.ts';
import { changesMentions } from '../content/mentions.ts';
import { messagePolicy } from '../policy.ts';
import { readerOf } from '../reader.ts';
import { pushChange } from './push-change.ts';
import type { Sender } from '../model.ts';
import { viewEntries } from '../reading/views.ts';

/** Which message. */
export interface Place {
  conversationId: string;
  seq: number;
}

/** What a change is decided by. */
export interface ChangeMoment {
  message: ChangeableEntry;
  head: Head;
  /** What the actor is in the conversation. */
  me: MemberFacts;
  /** How far the members are. */
  progress: Progress;
  now: number;
}

/** What becomes of a message. */
export interface MessageChangeDecision {
  after: ChangeableEntry;
  /** Writes to other items. */
  writes?: readonly Write[];
  /** The member of a direct conversation who does not learn of it. */
  hiddenFrom?: string | undefined;
}

export interface ChangedMessage {
  /** The message as it is now, as the actor sees it. */
  message: Message;
  /** Settles when the change was pushed to the members' sockets; never rejects. */
  pushed: Promise<void>;
}

type ChangeAction =
  'edit' | 'delete' | 'react' | 'pin' | 'append' | 'stop' | 'closePoll' | 'markReceipt' | 'preview';

/**
 * The one way in which a sent message changes: it takes the next number of its conversation, so that no client misses it, and an
 * entry under that number is stored together with the message as it is then, or neither. It is decided again where the message
 * changed meanwhile. `decide` throws what refuses the actor; without a decision nothing happens. Throws
 * `conversation_not_found`, and `message_not_found` for what the actor cannot see; `forbidden` for what the system says.
 */
export async function changeMessage(
  context: MessagesContext,
  actor: Sender,
  { conversationId, seq }: Place,
  [action, type]: readonly [ChangeAction, MessageChangeType],
  decide: (moment: ChangeMoment) => Promise<MessageChangeDecision | undefined>,
): Promise<ChangedMessage> {
  const { conversations, messages, clock } = context;
  const { userId } = actor;
  return untilUnchanged(async () => {
    const found = permit(messagePolicy, action, await conversations.progress(conversationId, userId));
    const message = await messages.get(conversationId, seq);
    const reader = await readerOf(context, conversationId, userId, found);
    if (!message || !isFor(message, reader)) throw new ChatError('message_not_found');
    if (message.kind === 'system') throw new ChatError('forbidden');
    const now = clock.now();
    const { progress } = found;
    const decision = await decide({ message, head: found.head, me: found, progress, now });
    if (!decision) {
      return { message: await viewOne(context, found, message, reader), pushed: Promise.resolve() };
    }
    return applyChange(context, { shown: found, reader, actor, type, now }, message, decision);
  }, context.random);
}

/** The same for what becomes of a message by itself, in the name of its author, who may be no member any more. */
export async function changeByItself(
  context: MessagesContext,
  { conversationId, seq }: Place,
  type: MessageChangeType,
  decide: (moment: Omit<ChangeMoment, 'me' | 'progress'>) => Promise<MessageChangeDecision | undefined>,
): Promise<void> {
  const { conversations, messages, clock } = context;
  await untilUnchanged(async () => {
    const head = await conversations.head(conversationId);
    const message = head && (await messages.get(conversationId, seq));
    if (!message || message.kind === 'system') return;
    const now = clock.now();
    const decision = await decide({ message, head, now });
    if (!decision) return;
    const { senderId } = message;
    const shown = (await conversations.progress(conversationId, senderId)) ?? {
      head,
      progress: progressOf([]),
    };
    const by = { shown, reader: { userId: senderId, now }, actor: { userId: senderId }, type, now };
    const { pushed } = await applyChange(context, by, message, decision);
    await pushed;
  }, context.random);
}

interface ChangeBy {
  shown: { head: Head; progress: Progress };
  reader: Reader;
  actor: Sender;
  type: MessageChangeType;
  now: number;
}

/** Stores what was decided and pushes it. Rejects with `ConditionFailed` where it has to be decided again. */
async function applyChange(
  context: MessagesContext,
  { shown: { head: known, progress }, reader, actor, type, now }: ChangeBy,
  message: ChangeableEntry,
  { after, writes = [], hiddenFrom = message.hiddenFrom }: MessageChangeDecision,
): Promise<ChangedMessage> {
  const { conversations, changes } = context;
  const head = await conversations.takeChangeSeq(known.id, now, changesMentions(message, after));
  const change: EntryOf<'change'> = {
    kind: 'change',
    seq: head.lastSeq,
    senderId: actor.userId,
    createdAt: now,
    change: type,
    target: message.seq,
    ...noteWebhooks(head),
    ...(hiddenFrom !== undefined && { hiddenFrom }),
  };
  try {
    // the members, or what they may do, changed since it was decided
    if (head.membersVersion !== known.membersVersion) throw new ConditionFailed(0, undefined);
    const stored = await changes.apply(known.id, change, message, after, writes);
    if (!stored) throw new ConditionFailed(0, undefined);
  } catch (error) {
    await giveUpNumber(context, known.id, change.seq);
    throw error;
  }
  const changed = { ...after, changeSeq: change.seq };
  const own = await viewOne(context, { head: known, progress }, changed, reader);
  const shown = { head, progress };
  return { message: own, pushed: pushChange(context, shown, change, changed, own, actor.connectionId) };
}

async function viewOne(
  context: MessagesContext,
  shown: { head: Head; progress: Progress },
  entry: ChangeableEntry,
  reader: Reader,
): Promise<Message> {
  const [message] = await viewEntries(context, shown, [entry], reader.userId, { reader });
  if (!message) throw new Error('a stored message has a view');
  return message;
}
