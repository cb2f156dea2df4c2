import * as z from 'zod';
import { bytes } from '../platform/bytes.ts';
import { ttlAttribute, type Item } from '../platform/table.ts';
import {
  contentKinds,
  expiry,
  galleryKinds,
  messageChangeType,
  type ContentKind,
  type MessageChangeType,
} from '../protocol/index.ts';
import { keys } from './keys.ts';
import { isKnownContent, systemContent } from './content/system-content.ts';

/** What each entry has, whatever its kind: its number in the sequence of its conversation. */
const numbered = { seq: z.number() };

export const incompleteReasons = ['stopped', 'unfinished'] as const;
export type IncompleteReason = (typeof incompleteReasons)[number];

/** What each entry has that a member caused. Times are epoch milliseconds. */
const caused = {
  ...numbered,
  senderId: z.string(),
  createdAt: z.number(),
  /** What its sender sent it under, for the sender's own devices only. */
  clientId: z.string().exactOptional(),
  /** A webhook of the group may want to hear of it. */
  hooked: z.literal(true).exactOptional(),
};

/** A file of a message, and in which gallery it stands. What else there is of it, the item of the file says. */
export const attachment = z.object({ id: z.string(), kind: z.enum(galleryKinds) });
export type Attachment = z.infer<typeof attachment>;

/** An emoji with which members reacted. */
const storedReaction = z.object({
  emoji: z.string(),
  count: z.number(),
  /** The first who did, in order. */
  userIds: z.array(z.string()),
  /** Those of them whose reaction the other member of a direct conversation does not see, as there was a block. */
  hidden: z.array(z.string()).exactOptional(),
});
export type StoredReaction = z.infer<typeof storedReaction>;

/** The member who blocked its sender when it was sent: they never get it, and its sender never learns of a receipt. */
const hiddenFrom = z.string().exactOptional();

/** The number of the latest change of a message; missing: there was none. It only grows. */
const changeSeq = z.number().exactOptional();

/** Of a message that expires: how long it stays, and when it is gone, by what is known of that now. */
const expiring = { expires: expiry.exactOptional(), goneAt: z.number().exactOptional() };

/** What an entry notes of the webhooks of its group, so that what follows from it reads nothing where there is none. */
export const noteWebhooks = ({ webhooks = 0 }: { webhooks?: number | undefined }): { hooked?: true } =>
  webhooks > 0 ? { hooked: true } : {};

/** What a message knows of the replies to it, and to which thread it belongs as a reply. */
const threaded = {
  replyTo: z.string().exactOptional(),
  /** Of a reply: the number of the message at which its thread begins. */
  threadSeq: z.number().exactOptional(),
  /** How many replies its thread has, and of the last one the number and the time. */
  replyCount: z.number().exactOptional(),
  lastReplySeq: z.number().exactOptional(),
  lastReplyAt: z.number().exactOptional(),
  /** The first users who replied. */
  replyUsers: z.array(z.string()).exactOptional(),
};

/** While a message is being written: how much of its text is stored, in UTF-16 units, and since when. */
const openText = z.object({ length: z.number(), at: z.number() });
/** How the votes of a poll stand. */
const tally = z.object({
  /** How many users chose each option, and how many voted. */
  counts: z.array(z.number()),
  voters: z.number(),
  /** When a member closed it. */
  closedAt: z.number().exactOptional(),
});
export type Tally = z.infer<typeof tally>;
/** The preview of its first link: what it says is sealed, its picture a file of which this is the id. */
const previewed = {
  sealedPreview: bytes.exactOptional(),
  previewKeyId: z.string().exactOptional(),
  previewMedia: z.string().exactOptional(),
};

/** A message that a member wrote. Its text is sealed. */
const textEntry = z.object({
  kind: z.literal('text'),
  ...caused,
  sealedText: bytes,
  /** Which of the conversation's data keys sealed it. */
  keyId: z.string(),
  /** The text is sealed together with what its parts are (`sealing.ts`). */
  formatted: z.literal(true).exactOptional(),
  /** Of one that was stored piece by piece: how often its text was sealed before, until it is edited. */
  sealings: z.number().exactOptional(),
  streaming: openText.exactOptional(),
  /** Why its text ends before its author was done. */
  incomplete: z.enum(incompleteReasons).exactOptional(),
  /** What is sealed is no text, but this (`content.ts`). */
  content: z.enum(contentKinds).exactOptional(),
  /** Of a poll: its votes, as they were last counted. */
  tally: tally.exactOptional(),
  /** Whom it mentions, in clear, as mentions are counted without opening anything: these users, and all members. */
  mentions: z.array(z.string()).exactOptional(),
  mentionsAll: z.literal(true).exactOptional(),
  /** In order; left out where there are none. */
  attachments: z.array(attachment).exactOptional(),
  ...previewed,
  /** Its author wants none. */
  noPreview: z.literal(true).exactOptional(),
  ...threaded,
  /** Where it was forwarded from: who wrote it, or `null` where they keep that back. */
  forwardedFrom: z.string().nullable().exactOptional(),
  /** It was sent elsewhere, and an operator imported it. */
  imported: z.literal(true).exactOptional(),
  hiddenFrom,
  changeSeq,
  ...expiring,
  /** How often it was edited, and when last. */
  revision: z.number().exactOptional(),
  editedAt: z.number().exactOptional(),
  reactions: z.array(storedReaction).exactOptional(),
  /** When it was pinned, and by whom. */
  pinned: z.object({ at: z.number(), userId: z.string() }).exactOptional(),
});

/** What is left of a message that was deleted for everyone: where it stood and whose it was. */
const deletedEntry = z.object({
  kind: z.literal('deleted'),
  ...caused,
  ...threaded,
  hiddenFrom,
  changeSeq,
  ...expiring,
  deletedAt: z.number(),
  /** What it had and was, until that was let go of. */
  attachments: z.array(attachment).exactOptional(),
  content: z.enum(contentKinds).exactOptional(),
  previewMedia: previewed.previewMedia,
});

/**
 * What became of a message: it took a number of its own, so that no client misses it. The message itself says how it is now.
 * `senderId` did it.
 */
const changeEntry = z.object({
  kind: z.literal('change'),
  ...caused,
  change: messageChangeType,
  /** The number of the message. */
  target: z.number(),
  hiddenFrom,
});

/** What happened in a group: members came and went, its name or settings changed. `senderId` did it. */
const systemEntry = z.object({ kind: z.literal('system'), ...caused, system: systemContent });

/**
 * Takes the place of a number that was given out to a send which never stored anything. With it the number is skipped
 * for good: the late send finds its place taken and begins again with another number.
 */
const voidEntry = z.object({ kind: z.literal('void'), ...numbered });

/**
 * An entry of a conversation's log, as it is stored. A further kind is a further member; then nothing compiles before each
 * place handles it: `entryTraits`, the view of it (`views.ts`), its event (`push-entry.ts`), what follows from it
 * (`shared/after-commit/`).
 */
export const logEntry = z.discriminatedUnion('kind', [
  textEntry,
  deletedEntry,
  systemEntry,
  changeEntry,
  voidEntry,
]);
export type LogEntry = z.infer<typeof logEntry>;
export type EntryKind = LogEntry['kind'];
export type EntryOf<Kind extends EntryKind> = Extract<LogEntry, { kind: Kind }>;
/** An entry that is stored under a number just taken. */
export type NewEntry = Exclude<LogEntry, { kind: 'void' | 'deleted' }>;

/**
 * An entry of a kind that this version does not know: a later version stored it before the deployment was rolled back.
 * Its number is taken, and it is passed over.
 */
export interface ForeignEntry {
  kind: 'foreign';
  seq: number;
  createdAt?: number;
}
export type FoundEntry = LogEntry | ForeignEntry;

/** What readers of the log make of each kind. */
interface EntryTraits {
  /** A message: it is in the history and last in lists. */
  isMessage: boolean;
  /** Clients that catch up get it. Otherwise its number is one that they pass. */
  isReplayed: boolean;
  /** It counts as unread until others than its sender have read it. */
  countsAsUnread: boolean;
}
const passed = { isMessage: false, isReplayed: false, countsAsUnread: false } as const;

/** A row for each kind. */
export const entryTraits = {
  text: { isMessage: true, isReplayed: true, countsAsUnread: true },
  // it still stands in the history, and readers who counted it before need not count again
  deleted: { isMessage: true, isReplayed: true, countsAsUnread: true },
  system: { isMessage: true, isReplayed: true, countsAsUnread: false },
  change: { isMessage: false, isReplayed: true, countsAsUnread: false },
  void: passed,
  foreign: passed,
} as const satisfies EntryTable<EntryTraits>;

/** One value for each kind of entry. */
export type EntryTable<Value, Entry extends FoundEntry = FoundEntry> = {
  readonly [Kind in Entry['kind']]: Value;
};

type KindsThat<Trait extends keyof EntryTraits> = {
  [Kind in EntryKind]: (typeof entryTraits)[Kind][Trait] extends true ? Kind : never;
}[EntryKind];
export type MessageEntry = EntryOf<KindsThat<'isMessage'>>;
export type ReplayedEntry = EntryOf<KindsThat<'isReplayed'>>;
export type UnreadEntry = EntryOf<KindsThat<'countsAsUnread'>>;

export const isMessage = (entry: FoundEntry): entry is MessageEntry => entryTraits[entry.kind].isMessage;
export const isReplayed = (entry: FoundEntry): entry is ReplayedEntry => entryTraits[entry.kind].isReplayed;
export const countsAsUnread = (entry: FoundEntry): entry is UnreadEntry =>
  entryTraits[entry.kind].countsAsUnread;

/** Whether an entry is gone for everyone at a time, be it still stored. */
export const hasExpired = (entry: FoundEntry, now: number): boolean =>
  'goneAt' in entry && entry.goneAt <= now;

/** A member who reads the log. */
export interface Reader {
  userId: string;
  /** When they read it, in epoch milliseconds: what has expired by then is gone. */
  now: number;
  /** What stands up to this number is not for them: the history before they joined, where the group hides it. */
  historyFrom?: number;
  /** The numbers of messages that they have deleted for themselves. */
  hidden?: ReadonlySet<number>;
  /** They have saved messages of the conversation. */
  hasStars?: boolean;
}

/**
 * Whether a member may get an entry: the one place that decides it for history, changes, lists, counts and replies. To one
 * who may not, its number is one that they pass.
 */
export const isFor = (entry: FoundEntry, { userId, now, historyFrom = 0, hidden }: Reader): boolean =>
  !hasExpired(entry, now) &&
  // what became of a message is for those who may get the message
  Math.min(entry.seq, entry.kind === 'change' ? entry.target : Infinity) > historyFrom &&
  hidden?.has(entry.kind === 'change' ? entry.target : entry.seq) !== true &&
  (!('hiddenFrom' in entry) || entry.hiddenFrom !== userId);

/** Whether a message mentions a user, by name or with all members. */
export const mentionsUser = (entry: FoundEntry, userId: string): boolean =>
  entry.kind === 'text' && (entry.mentionsAll === true || (entry.mentions?.includes(userId) ?? false));

/** When an entry was made, where it says so: what is void does not. */
export const madeAt = (entry: FoundEntry): number | undefined =>
  entry.kind === 'void' ? undefined : entry.createdAt;

const knownKinds: ReadonlySet<unknown> = new Set(logEntry.options.map(({ shape }) => shape.kind.value));
const knownContents: ReadonlySet<unknown> = new Set(contentKinds);
const isContentKind = (content: unknown): content is ContentKind => knownContents.has(content);
const isKnown = (kind: unknown): kind is EntryKind => knownKinds.has(kind);

/** The time to live of what is stored of a message that expires: not before it is gone. */
export const timeToLive = ({ goneAt }: { goneAt?: number }): { [ttlAttribute]?: number } =>
  goneAt === undefined ? {} : { [ttlAttribute]: Math.ceil(goneAt / 1000) };

/** Where a stored entry stands. */
export const entryPlace = (item: Item): { conversationId: string; seq: number } => keys.placeOf(item);

/** Of which kind a stored entry is. */
export function entryKind({ kind, content, system, change }: Item): FoundEntry['kind'] {
  if (!isKnown(kind)) return 'foreign';
  if (kind === 'text') return content === undefined || isContentKind(content) ? kind : 'foreign';
  if (kind === 'system') return isKnownContent(system) ? kind : 'foreign';
  if (kind === 'change') return messageChangeType.safeParse(change).success ? kind : 'foreign';
  return kind;
}

/** Reads a stored entry. Throws a `ZodError` for one of a known kind that is not as it should be. */
export function readEntry(item: Item): FoundEntry {
  if (entryKind(item) !== 'foreign') return logEntry.parse(item);
  const { createdAt } = item;
  return {
    kind: 'foreign',
    seq: keys.placeOf(item).seq,
    ...(typeof createdAt === 'number' && { createdAt }),
  };
}

/** Changes after which a message says what it said before. */
const leavesText: ReadonlySet<MessageChangeType> = new Set(['reactions', 'poll', 'expiring', 'preview']);

/** Of which message a stored entry says that its text changed or went, if that is what it says. */
export function changedText(item: Item): number | undefined {
  if (entryKind(item) !== 'change') return undefined;
  const entry = readEntry(item);
  return entry.kind === 'change' && !leavesText.has(entry.change) ? entry.target : undefined;
}

/** Which message a stored entry says was deleted, if that is what it says. */
export function deletedMessage(item: Item): { conversationId: string; seq: number } | undefined {
  const entry = readEntry(item);
  if (entry.kind !== 'change' || entry.change !== 'deleted') return undefined;
  return { conversationId: keys.placeOf(item).conversationId, seq: entry.target };
}
