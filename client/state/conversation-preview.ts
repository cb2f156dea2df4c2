import { isOfKnownKind } from '../api/entries.ts';
import type { Conversation, Entity, Media, Message, MessageStatus } from '../api/protocol.ts';
import { statusAt, type OthersMarks } from './marks.ts';
import { further, type SendStatus, type UnsentItem } from './message-items.ts';

/** The newest message of a conversation as a list shows it; an own one that is not stored yet included. */
export interface ConversationPreview {
  /** `text`, `poll`, `location`, `contact`, `system`, or a kind that a later version of the server added. */
  readonly kind: Message['kind'];
  /** `null` for a kind that this version does not know: show a general line, or nothing. */
  readonly text: string | null;
  /** What parts of the text are: a spoiler, say, is not to be shown. */
  readonly entities: readonly Entity[];
  /** The files of a message that is stored. */
  readonly attachments: readonly Media[];
  /** How many files it has, also where it is not stored yet. */
  readonly attachmentCount: number;
  /** Whether its author is still writing it: then the text is not there yet, or not all of it. */
  readonly streaming: boolean;
  /** Whether it was deleted for everyone. */
  readonly deleted: boolean;
  readonly senderId: string;
  readonly own: boolean;
  /** When it was sent: by the server's clock, or by this device's for one that is not stored yet. */
  readonly createdAt: string;
  /** How far an own message has come; `undefined` for others, and once it is deleted. */
  readonly status: SendStatus | undefined;
}

interface PreviewSource {
  lastMessage: Conversation['lastMessage'];
  others: OthersMarks;
}

/**
 * What a list shows of a conversation whose newest unsent message is `unsent`. One that waits comes after everything
 * that is stored; one that failed has its place in time, so that it does not hide what others say later.
 */
export function previewOf(
  { lastMessage, others }: PreviewSource,
  unsent: UnsentItem | undefined,
  userId: string | undefined,
): ConversationPreview | null {
  if (unsent !== undefined && !isPast(unsent, lastMessage)) {
    const { text, entities, createdAt, status, poll, location, contact } = unsent;
    const attachmentCount = unsent.attachments.length;
    const own = { senderId: userId ?? '', own: true };
    return {
      kind: poll ? 'poll' : location ? 'location' : contact ? 'contact' : 'text',
      text: poll?.question ?? location?.label ?? contact?.name ?? text,
      entities,
      attachments: none,
      attachmentCount,
      streaming: false,
      deleted: false,
      ...own,
      createdAt,
      status,
    };
  }
  if (lastMessage === null) return null;
  const { kind, text, entities = plain, attachments, deletedAt, senderId, createdAt } = lastMessage;
  const own = senderId === userId;
  const deleted = deletedAt !== null;
  return {
    kind,
    text: isOfKnownKind(lastMessage) ? text : null,
    entities,
    attachments,
    attachmentCount: attachments.length,
    streaming: lastMessage.streaming ?? false,
    deleted,
    senderId,
    own,
    createdAt,
    status: own && kind !== 'system' && !deleted ? reached(lastMessage, others) : undefined,
  };
}

const none: readonly Media[] = [];
const plain: readonly Entity[] = [];

const isPast = ({ status, createdAt }: UnsentItem, lastMessage: Message | null) =>
  status === 'failed' && lastMessage !== null && createdAt < lastMessage.createdAt;

const reached = ({ status, seq }: Message, others: OthersMarks): MessageStatus =>
  further(status, statusAt(others, seq));
