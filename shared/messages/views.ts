import { messageId } from '../platform/ids.ts';
import { wireTime } from '../platform/time.ts';
import type { Message } from '../protocol/index.ts';
import { sealingKey, type Head, type Progress } from '../conversations/index.ts';
import { mediaOf, type AttachedMedia } from './attached-media.ts';
import type { MessagesContext } from './context.ts';
import type { EntryOf, ReplayedEntry } from './log-entry.ts';
import { textPlace } from './sealing.ts';
import { statusOf } from './status.ts';
import { viewSystem } from './system-content.ts';

type Kind = ReplayedEntry['kind'];

/** By kind, what is open of an entry: known before it is sealed to be stored, and after it was read and opened. */
interface Opened {
  text: Omit<EntryOf<'text'>, 'sealedText' | 'keyId'> & { text: string };
  /** Nothing of it is sealed: it says by ids what the head and the members say in clear. */
  system: EntryOf<'system'>;
}
export type OpenEntry<K extends Kind = Kind> = { [P in K]: Opened[P] & { kind: P } }[K];
type SealedEntry<K extends Kind = Kind> = { [P in K]: EntryOf<P> & { kind: P } }[K];

/** Whose devices see an entry: its sender's, or another member's. */
export type Viewer = 'sender' | 'other';
type Status = Message['status'];

const openers: {
  readonly [K in Kind]: (
    context: Pick<MessagesContext, 'conversations' | 'envelope'>,
    head: Head,
    entry: SealedEntry<K>,
  ) => Promise<OpenEntry<K>>;
} = {
  text: async (context, head, { sealedText, keyId, ...open }) => {
    const place = textPlace(head.id, open.seq, open.senderId);
    return {
      ...open,
      text: await context.envelope.open(sealingKey(context, head, keyId), place, sealedText),
    };
  },
  system: (_context, _head, entry) => Promise.resolve(entry),
};

const wireForms: {
  readonly [K in Kind]: (
    conversationId: string,
    entry: OpenEntry<K>,
    status: Status,
    viewer: Viewer,
    media: AttachedMedia,
  ) => Message;
} = {
  text: (conversationId, entry, status, viewer, media) => {
    const { seq, senderId, kind, text, replyTo, createdAt, clientId, attachments = [] } = entry;
    return {
      id: messageId(conversationId, seq),
      seq,
      conversationId,
      senderId,
      kind,
      text,
      attachments: attachments.flatMap(({ id }) => media.get(id) ?? []),
      replyTo: replyTo ?? null,
      createdAt: wireTime(createdAt),
      editedAt: null,
      deletedAt: null,
      status,
      ...(viewer === 'sender' && clientId !== undefined && { clientId }),
    };
  },
  system: (conversationId, { seq, senderId, kind, createdAt, system }, status) => {
    const { text, system: event } = viewSystem(senderId, system);
    return {
      id: messageId(conversationId, seq),
      seq,
      conversationId,
      senderId,
      kind,
      text,
      attachments: [],
      replyTo: null,
      createdAt: wireTime(createdAt),
      editedAt: null,
      deletedAt: null,
      status,
      system: event,
    };
  },
};

/** Opens what is sealed of a stored entry. */
export const openEntry = <K extends Kind>(
  context: Pick<MessagesContext, 'conversations' | 'envelope'>,
  head: Head,
  entry: SealedEntry<K>,
): Promise<OpenEntry<K>> => openers[entry.kind](context, head, entry);

/** An entry on the wire, as `viewer` sees it, with its files as they are in `media`. */
export const wireMessage = <K extends Kind>(
  conversationId: string,
  entry: OpenEntry<K>,
  status: Status,
  viewer: Viewer,
  media: AttachedMedia,
): Message => wireForms[entry.kind](conversationId, entry, status, viewer, media);

/** Stored entries of one conversation as one of its members sees them. `media`: where their files were read already. */
export async function viewEntries(
  context: Pick<MessagesContext, 'conversations' | 'envelope' | 'media' | 'mediaKeys'>,
  { head, progress }: { head: Head; progress: Progress },
  entries: readonly ReplayedEntry[],
  viewerId: string,
  media?: AttachedMedia,
): Promise<Message[]> {
  const files = media ?? (await mediaOf(context, entries));
  return Promise.all(
    entries.map(async (stored) => {
      const entry = await openEntry(context, head, stored);
      const { seq, senderId } = entry;
      return wireMessage(
        head.id,
        entry,
        isHidden(entry) ? 'sent' : statusOf(progress, seq, senderId),
        senderId === viewerId ? 'sender' : 'other',
        files,
      );
    }),
  );
}

const isHidden = (entry: OpenEntry): boolean => 'hiddenFrom' in entry;
