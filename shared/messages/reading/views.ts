import { messageId } from '../../platform/ids.ts';
import { wireTime } from '../../platform/time.ts';
import type {
  Expiry,
  LinkPreview,
  Media,
  Message,
  MessageChange,
  Quote,
  Reaction,
  Thread,
} from '../../protocol/index.ts';
import type { Head, Progress } from '../../conversations/index.ts';
import { mediaOf, type AttachedMedia } from '../attachments/attached-media.ts';
import { viewContent } from '../content/content.ts';
import type { MessagesContext } from '../context.ts';
import type { EntryOf, Reader, ReplayedEntry, StoredReaction } from '../log-entry.ts';
import { endFound } from '../streams/open-streams.ts';
import { quotesOf, repliedSeq } from './quotes.ts';
import { openEntry, type OpenEntry } from '../content/open-entry.ts';
import type { PreviewText } from '../content/sealing.ts';
import { statusOf } from './status.ts';
import { viewSystem } from '../content/system-content.ts';
import type { ThreadMark } from '../threads/thread-store.ts';
import type { Ballot } from '../polls/vote-store.ts';
import { openVote } from '../polls/votes.ts';

type Kind = ReplayedEntry['kind'];

/** Whose devices see an entry: its sender's, or another member's. Where it goes to many, it is no one's in particular. */
export interface Viewer {
  isSender: boolean;
  userId?: string;
  /** The emoji with which the user reacted; missing where nothing says so. */
  reacted?: ReadonlySet<string> | undefined;
  /** How long after sending a message can be edited, which its sender may know. */
  editMilliseconds?: number;
  /** What the message replies to, where the viewer can see that. */
  quote?: Quote | undefined;
  /** What the viewer chose in the poll; `null`: nothing. */
  ballot?: Ballot | null;
  /** Where the viewer stands in the thread that begins at the message; `null`: nothing is stored of it. */
  thread?: ThreadMark | null;
  /** Whether the user has saved the message; missing where nothing says so. */
  starred?: boolean | undefined;
}
type Status = Message['status'];

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
    const { text, entities, content, tally, createdAt, clientId, attachments = [], editedAt } = entry;
    const { changeSeq, forwardedFrom, imported, pinned, streaming, incomplete, preview } = entry;
    const reactions = viewReactions(entry.reactions ?? [], viewer);
    const { isSender, editMilliseconds, starred } = viewer;
    return {
      ...plain(conversationId, entry, status),
      kind: content?.kind ?? 'text',
      text,
      ...(content && viewContent(content, { tally, ballot: viewer.ballot })),
      ...(entities && { entities: [...entities] }),
      attachments: attachments.flatMap(({ id }) => media.get(id) ?? []),
      ...viewThread(entry, viewer),
      ...(starred !== undefined && { starred }),
      ...(streaming && { streaming: true as const }),
      ...(incomplete && { incomplete }),
      ...(preview && { preview: viewPreview(preview, media.get(entry.previewMedia ?? '')) }),
      ...(pinned && { pinned: { at: wireTime(pinned.at), userId: pinned.userId } }),
      ...(forwardedFrom !== undefined && { forwarded: { senderId: forwardedFrom } }),
      ...(imported && { imported }),
      editedAt: editedAt === undefined ? null : wireTime(editedAt),
      ...viewExpiry(entry),
      ...(isSender &&
        editMilliseconds !== undefined &&
        !content && { editableUntil: wireTime(createdAt + editMilliseconds) }),
      ...(reactions.length > 0 && { reactions }),
      ...(changeSeq !== undefined && { changeSeq }),
      ...(isSender && clientId !== undefined && { clientId }),
    };
  },
  deleted: (conversationId, entry, status, viewer) => {
    const { clientId, deletedAt, changeSeq } = entry;
    const { isSender } = viewer;
    return {
      ...plain(conversationId, entry, status),
      kind: 'text',
      ...viewThread(entry, viewer),
      deletedAt: wireTime(deletedAt),
      ...viewExpiry(entry),
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

/** How long a message stays, and when it is gone, on the wire. */
export const viewExpiry = ({
  expires,
  goneAt,
}: {
  expires?: Expiry | undefined;
  goneAt?: number | undefined;
}): Pick<Message, 'expires' | 'expiresAt'> =>
  expires && goneAt !== undefined ? { expires, expiresAt: wireTime(goneAt) } : {};

/** The preview of a link, with its picture where that is not gone. */
const viewPreview = (preview: PreviewText, picture: Media | undefined): LinkPreview => ({
  ...preview,
  ...(picture && { media: picture }),
});

/** What became of a message, on the wire. */
export const viewChange = ({ change, seq, target, senderId }: EntryOf<'change'>): MessageChange => ({
  type: change,
  seq,
  messageSeq: target,
  userId: senderId,
});

/** What a message replies to, and what replies to it. */
function viewThread(
  { replyTo, threadSeq, ...root }: OpenEntry<'text' | 'deleted'>,
  { quote, thread: mark }: Viewer,
): Pick<Message, 'replyTo' | 'quote' | 'threadSeq' | 'thread'> {
  const { replyCount = 0, lastReplySeq = 0, replyUsers = [] } = root;
  const thread: Thread = {
    count: replyCount,
    lastSeq: lastReplySeq,
    userIds: replyUsers,
    ...(mark !== undefined && threadStanding(mark, replyCount)),
  };
  return {
    replyTo: replyTo ?? null,
    ...(quote && { quote }),
    ...(threadSeq !== undefined && { threadSeq }),
    ...(replyCount > 0 && { thread }),
  };
}

/** Whether a user follows a thread, and how many of its replies they have not read. */
export function threadStanding(
  mark: ThreadMark | null,
  replyCount: number,
): { following: boolean; unreadCount: number } {
  const following = mark?.following ?? false;
  return { following, unreadCount: following ? Math.max(0, replyCount - (mark?.readCount ?? 0)) : 0 };
}

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

/** What showing messages stands on. */
type ViewContext = Pick<
  MessagesContext,
  | 'changes'
  | 'config'
  | 'conversations'
  | 'envelope'
  | 'media'
  | 'mediaKeys'
  | 'messages'
  | 'stars'
  | 'threads'
  | 'clock'
  | 'log'
  | 'work'
  | 'votes'
>;

/**
 * Stored entries of one conversation as one of its members sees them. `media`: where their files were read already; `reader`:
 * where the messages that they reply to are shown too, and which ones the viewer has saved; `starred`: where that is known already.
 */
export async function viewEntries(
  context: ViewContext,
  { head, progress }: { head: Head; progress: Progress },
  entries: readonly ReplayedEntry[],
  viewerId: string,
  { media, reader, starred }: { media?: AttachedMedia; reader?: Reader; starred?: ReadonlySet<number> } = {},
): Promise<Message[]> {
  const begun = entries.flatMap((entry) => ('replyCount' in entry ? [entry.seq] : []));
  const [files, reacted, quotes, threads, stars, ballots] = await Promise.all([
    media ?? mediaOf(context, entries),
    reactionsOf(context, head, entries, viewerId),
    reader && quotesOf(context, head, entries, reader),
    begun.length > 0 ? context.threads.marks(viewerId, head.id, begun) : undefined,
    starred ?? (reader?.hasStars ? starsAmong(context, head, entries, viewerId) : undefined),
    ballotsOf(context, head, entries, viewerId),
    endFound(context, head.id, entries),
  ]);
  return Promise.all(
    entries.map(async (stored) => {
      const entry = await openEntry(context, head, stored);
      const viewer = {
        isSender: entry.senderId === viewerId,
        userId: viewerId,
        reacted: reacted.get(entry.seq) ?? new Set<string>(),
        editMilliseconds: context.config.messageEditSeconds * 1000,
        quote: quotes?.get(repliedSeq(stored) ?? 0),
        thread: threads?.get(entry.seq) ?? null,
        starred: stars?.has(entry.seq),
        ballot: ballots.get(entry.seq) ?? null,
      };
      return wireMessage(head.id, entry, statusFor(progress, entry), viewer, files);
    }),
  );
}

/** Which of these messages the viewer has saved: one query, or none. */
async function starsAmong(
  { stars }: Pick<MessagesContext, 'stars'>,
  head: Head,
  entries: readonly ReplayedEntry[],
  viewerId: string,
): Promise<ReadonlySet<number>> {
  const seqs = entries.flatMap(({ kind, seq }) => (kind === 'text' ? [seq] : []));
  if (seqs.length === 0) return new Set();
  return stars.between(viewerId, head.id, Math.min(...seqs), Math.max(...seqs));
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

/** What the viewer chose in polls, by message: one batch where there are some. */
async function ballotsOf(
  context: Pick<MessagesContext, 'conversations' | 'envelope' | 'votes'>,
  head: Head,
  entries: readonly ReplayedEntry[],
  viewerId: string,
): Promise<ReadonlyMap<number, Ballot>> {
  const polls = entries.flatMap((entry) =>
    entry.kind === 'text' && entry.content === 'poll' ? [entry.seq] : [],
  );
  if (polls.length === 0) return new Map();
  const votes = await context.votes.of(head.id, viewerId, polls);
  return new Map(
    await Promise.all(
      [...votes].map(async ([seq, vote]) => [seq, await openVote(context, head, seq, vote)] as const),
    ),
  );
}

/** What a block hides stays `sent`. */
const statusFor = (progress: Progress, entry: OpenEntry): Status =>
  'hiddenFrom' in entry ? 'sent' : statusOf(progress, entry.seq, entry.senderId);
