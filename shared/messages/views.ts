import { messageId } from '../platform/ids.ts';
import { wireTime } from '../platform/time.ts';
import type { Message, MessageChange, Reaction } from '../protocol/index.ts';
import { sealingKey, type Head, type Progress } from '../conversations/index.ts';
import { mediaOf, type AttachedMedia } from './attached-media.ts';
import type { MessagesContext } from './context.ts';
import type { EntryOf, ReplayedEntry, StoredReaction } from './log-entry.ts';
import { textPlace } from './sealing.ts';
import { statusOf } from './status.ts';
import { viewSystem } from './system-content.ts';

type Kind = ReplayedEntry['kind'];

/** By kind, what is open of an entry: known before it is sealed to be stored, and after it was read and opened. */
interface Opened {
  text: Omit<EntryOf<'text'>, 'sealedText' | 'keyId'> & { text: string };
  /** Nothing of the others is sealed: they say by ids what the head and the members say in clear. */
  deleted: EntryOf<'deleted'>;
  system: EntryOf<'system'>;
  change: EntryOf<'change'>;
}
export type OpenEntry<K extends Kind = Kind> = { [P in K]: Opened[P] & { kind: P } }[K];
type SealedEntry<K extends Kind = Kind> = { [P in K]: EntryOf<P> & { kind: P } }[K];

/** Whose devices see an entry: its sender's, or another member's. Where it goes to many, it is no one's in particular. */
export interface Viewer {
  isSender: boolean;
  userId?: string;
  /** The emoji with which the user reacted; missing where nothing says so. */
  reacted?: ReadonlySet<string> | undefined;
  /** How long after sending a message can be edited, which its sender may know. */
  editMilliseconds?: number;
}
type Status = Message['status'];

const openers: {
  readonly [K in Kind]: (
    context: Pick<MessagesContext, 'conversations' | 'envelope'>,
    head: Head,
    entry: SealedEntry<K>,
  ) => Promise<OpenEntry<K>>;
} = {
  text: async (context, head, { sealedText, keyId, ...open }) => {
    const place = textPlace(head.id, open.seq, open.senderId, open.revision);
    return {
      ...open,
      text: await context.envelope.open(sealingKey(context, head, keyId), place, sealedText),
    };
  },
  deleted: (_context, _head, entry) => Promise.resolve(entry),
  system: (_context, _head, entry) => Promise.resolve(entry),
  change: (_context, _head, entry) => Promise.resolve(entry),
};

/** What every entry is on the wire, before what its kind says. */
const plain = (conversationId: string, { seq, senderId, createdAt }: OpenEntry, status: Status) => ({
  id: messageId(conversationId, seq),
  seq,
  conversationId,
  senderId,
  text: '',
  attachments: [],
  replyTo: null,
  createdAt: wireTime(createdAt),
  editedAt: null,
  deletedAt: null,
  status,
});

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
    const { kind, text, replyTo, createdAt, clientId, attachments = [], editedAt, changeSeq } = entry;
    const reactions = viewReactions(entry.reactions ?? [], viewer);
    const { isSender, editMilliseconds } = viewer;
    return {
      ...plain(conversationId, entry, status),
      kind,
      text,
      attachments: attachments.flatMap(({ id }) => media.get(id) ?? []),
      replyTo: replyTo ?? null,
      editedAt: editedAt === undefined ? null : wireTime(editedAt),
      ...(isSender &&
        editMilliseconds !== undefined && { editableUntil: wireTime(createdAt + editMilliseconds) }),
      ...(reactions.length > 0 && { reactions }),
      ...(changeSeq !== undefined && { changeSeq }),
      ...(isSender && clientId !== undefined && { clientId }),
    };
  },
  deleted: (conversationId, entry, status, { isSender }) => {
    const { replyTo, clientId, deletedAt, changeSeq } = entry;
    return {
      ...plain(conversationId, entry, status),
      kind: 'text',
      replyTo: replyTo ?? null,
      deletedAt: wireTime(deletedAt),
      ...(changeSeq !== undefined && { changeSeq }),
      ...(isSender && clientId !== undefined && { clientId }),
    };
  },
  system: (conversationId, entry, status) => {
    const { text, system } = viewSystem(entry.senderId, entry.system);
    return { ...plain(conversationId, entry, status), kind: entry.kind, text, system };
  },
  change: (conversationId, entry, status) => ({
    ...plain(conversationId, entry, status),
    kind: entry.kind,
    change: viewChange(entry),
  }),
};

/** What became of a message, on the wire. */
export const viewChange = ({ change, seq, target, senderId }: EntryOf<'change'>): MessageChange => ({
  type: change,
  seq,
  messageSeq: target,
  userId: senderId,
});

/** Reactions as a user sees them: those that a block hides are for who gave them alone. */
function viewReactions(reactions: readonly StoredReaction[], { userId, reacted }: Viewer): Reaction[] {
  return reactions.flatMap(({ emoji, count, userIds, hidden = [] }) => {
    const unseen = hidden.filter((id) => id !== userId);
    if (unseen.length === count) return [];
    const mine = reacted && (reacted.has(emoji) || (userId !== undefined && userIds.includes(userId)));
    const seen = userIds.filter((id) => !unseen.includes(id));
    return [{ emoji, count: count - unseen.length, userIds: seen, ...(mine !== undefined && { mine }) }];
  });
}

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

/** An entry as an event says it, which is the same for many. */
export const viewEvent = (
  { head, progress }: { head: Head; progress: Progress },
  entry: OpenEntry,
  viewer: Viewer,
  media: AttachedMedia,
): Message => wireMessage(head.id, entry, statusFor(progress, entry), viewer, media);

/** Stored entries of one conversation as one of its members sees them. `media`: where their files were read already. */
export async function viewEntries(
  context: Pick<MessagesContext, 'changes' | 'config' | 'conversations' | 'envelope' | 'media' | 'mediaKeys'>,
  { head, progress }: { head: Head; progress: Progress },
  entries: readonly ReplayedEntry[],
  viewerId: string,
  media?: AttachedMedia,
): Promise<Message[]> {
  const [files, reacted] = await Promise.all([
    media ?? mediaOf(context, entries),
    reactionsOf(context, head, entries, viewerId),
  ]);
  return Promise.all(
    entries.map(async (stored) => {
      const entry = await openEntry(context, head, stored);
      const viewer = {
        isSender: entry.senderId === viewerId,
        userId: viewerId,
        reacted: reacted.get(entry.seq) ?? new Set<string>(),
        editMilliseconds: context.config.messageEditSeconds * 1000,
      };
      return wireMessage(head.id, entry, statusFor(progress, entry), viewer, files);
    }),
  );
}

/** With what the viewer reacted, by message, where the messages do not name all who did: one batch, or a few. */
async function reactionsOf(
  { changes }: Pick<MessagesContext, 'changes'>,
  head: Head,
  entries: readonly ReplayedEntry[],
  viewerId: string,
): Promise<ReadonlyMap<number, ReadonlySet<string>>> {
  const unnamed = entries.flatMap((entry) =>
    entry.kind === 'text'
      ? (entry.reactions ?? [])
          .filter(({ count, userIds }) => count > userIds.length && !userIds.includes(viewerId))
          .map(({ emoji }) => ({ seq: entry.seq, emoji }))
      : [],
  );
  return unnamed.length === 0 ? new Map() : changes.reactionsBy(head.id, viewerId, unnamed);
}

/** What a block hides stays `sent`. */
const statusFor = (progress: Progress, entry: OpenEntry): Status =>
  'hiddenFrom' in entry ? 'sent' : statusOf(progress, entry.seq, entry.senderId);
