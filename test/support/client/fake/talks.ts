import { communityOf, settingsOf } from '../../../../shared/conversations/index.ts';
import { ChatError } from '../../../../shared/platform/errors.ts';
import type {
  ChangesPage,
  Conversation,
  GalleryKind,
  GalleryPage,
  HistoryQuery,
  Message,
  MessagePage,
  MessageStatus,
} from '../../../../shared/protocol/index.ts';
import { ownVote } from './contents.ts';
import { wireTime, type FakePeople, type Person } from './people.ts';

/** How many entries the real server replays. */
const replayed = 500;

export interface Marks {
  deliveredSeq: number;
  readSeq: number;
}

/** A conversation of the fake server. */
export interface Talk {
  id: string;
  name: string | null;
  createdAt: number;
  /** The first one made it. */
  members: Person[];
  /** The last number given out; those without a message are in flight, or void. */
  lastSeq: number;
  messages: Message[];
  /** What became of messages, by numbers of their own. */
  edits: Message[];
  /** Who follows which thread, and how many of its replies they have read: by user and number. */
  threads: Map<string, { following: boolean; readCount: number }>;
  /** What users chose in polls: by number of the message and user. */
  votes: Map<string, readonly number[]>;
  inFlight: Set<number>;
  /** Counts all changes of all conversations: where this one's last stands. */
  changed: number;
  receipts: Map<string, Marks>;
}

export const marksOf = ({ receipts }: Talk, { id }: Pick<Person, 'id'>): Marks =>
  receipts.get(id) ?? { deliveredSeq: 0, readSeq: 0 };

/** Throws `message_not_found`. */
export function messageOf({ messages }: Talk, seq: number): Message {
  const message = messages.find((one) => one.seq === seq);
  if (message === undefined) throw new ChatError('message_not_found');
  return message;
}

/** As a viewer gets a message: with what its sender alone learns, and with its status as of now. */
export function seenBy(talk: Talk, viewer: Person, { clientId, ...message }: Message): Message {
  const own = message.senderId === viewer.id && clientId !== undefined;
  const reactions = message.reactions?.map((one) => ({ ...one, mine: one.userIds.includes(viewer.id) }));
  return {
    ...message,
    ...(reactions && { reactions }),
    status: statusOf(talk, message),
    ...(own && { clientId }),
  };
}

/** For so long an author can edit a message. */
const editMs = 48 * 3600_000;

/** The same where a viewer asks for it: events do not say until when their author can edit it. */
export function readBy(talk: Talk, viewer: Person, message: Message): Message {
  const editable = message.senderId === viewer.id && message.kind === 'text' && message.deletedAt === null;
  const editableUntil = wireTime(Date.parse(message.createdAt) + editMs);
  const quoted = talk.messages.find(({ id }) => id === message.replyTo);
  const { thread } = message;
  const mark = talk.threads.get(`${viewer.id} ${message.seq}`);
  const following = mark?.following ?? false;
  const unreadCount = following && thread ? thread.count - (mark?.readCount ?? 0) : 0;
  return {
    ...seenBy(talk, viewer, message),
    ...ownVote(talk, viewer.id, message),
    ...(editable && { editableUntil }),
    ...(quoted && { quote: quoteOf(quoted) }),
    ...(thread && { thread: { ...thread, following, unreadCount } }),
  };
}

const quoteOf = ({ seq, senderId, text, kind, deletedAt }: Message) => ({
  seq,
  senderId,
  text: text.slice(0, 200),
  ...(kind !== 'text' && { kind }),
  deletedAt,
});

/** What the least advanced member other than the sender has reached. */
function statusOf(talk: Talk, { seq, senderId }: Message): MessageStatus {
  const others = talk.members.filter(({ id }) => id !== senderId).map((member) => marksOf(talk, member));
  if (others.every(({ readSeq }) => readSeq >= seq)) return 'read';
  return others.every(({ deliveredSeq }) => deliveredSeq >= seq) ? 'delivered' : 'sent';
}

/** A cursor goes on where its page ended: `>7` with what comes after, `<7` with what comes before. */
export function history(talk: Talk, viewer: Person, query: HistoryQuery): MessagePage {
  const { limit, cursor, before = Infinity, after = 0 } = query;
  if (cursor !== undefined && !/^[<>]\d+$/.test(cursor)) throw new ChatError('invalid_cursor');
  const to = cursor?.startsWith('<') ? Number(cursor.slice(1)) : before;
  const from = cursor?.startsWith('>') ? Number(cursor.slice(1)) : after;
  const items = talk.messages
    .filter(({ seq }) => seq < to && seq > from)
    .map((message) => readBy(talk, viewer, message));
  const more = items.length > limit;
  if (query.after !== undefined || cursor?.startsWith('>')) {
    const page = items.slice(0, limit);
    return { items: page, nextCursor: more ? `>${page.at(-1)?.seq}` : null };
  }
  const page = items.slice(-limit);
  return { items: page, nextCursor: more ? `<${page[0]?.seq}` : null };
}

/** The files of a kind, newest first. */
export function gallery({ messages }: Talk, kind: GalleryKind): GalleryPage {
  const items = messages.flatMap(({ id: messageId, seq, senderId, createdAt, attachments }) =>
    attachments
      .filter((media) => (media.waveform === undefined ? media.kind : 'voice') === kind)
      .map((media) => ({ messageId, seq, senderId, createdAt, media })),
  );
  return { items: items.reverse(), nextCursor: null };
}

export function changes(talk: Talk, viewer: Person, after: number, limit: number): ChangesPage {
  const { lastSeq, messages, edits, inFlight } = talk;
  const reset = { items: [], upTo: lastSeq, hasMore: false, reset: true };
  if (after > lastSeq || lastSeq - after > replayed) return reset;
  const firstInFlight = Math.min(Infinity, ...[...inFlight].filter((seq) => seq > after));
  const end = Math.min(lastSeq, firstInFlight - 1);
  const all = [...messages, ...edits]
    .filter(({ seq }) => seq > after && seq <= end)
    .sort((a, b) => a.seq - b.seq);
  const items = all.slice(0, limit).map((message) => readBy(talk, viewer, message));
  const targets = new Set(items.map(({ change }) => change?.messageSeq));
  const changed = messages.filter(({ seq }) => targets.has(seq)).map((one) => readBy(talk, viewer, one));
  const hasMore = all.length > items.length;
  return {
    items,
    ...(changed.length > 0 && { messages: changed }),
    upTo: hasMore ? (items.at(-1)?.seq ?? end) : end,
    hasMore,
    reset: false,
  };
}

/** Newest activity first, and by id where that is equal; in an order that text has. */
export function placeOf({ id, messages, createdAt }: Talk): string {
  const last = messages.at(-1);
  const at = last === undefined ? createdAt : Date.parse(last.createdAt);
  return `${String(9e12 - at)} ${id}`;
}
export const byActivity = (a: Talk, b: Talk) => (placeOf(a) < placeOf(b) ? -1 : 1);

/** What a message says: its text, and the mentions in it where its client named no parts. */
export type Said = Pick<Message, 'text' | 'entities'>;

export function saidIn({ name, members }: Talk, { text, entities }: Said): Said {
  const named = members.map(({ id, username }) => [username, { userId: id }] as const);
  const targets =
    name === null ? [] : (['all', 'here'] as const).map((target) => [target, { target }] as const);
  const found =
    entities ??
    [...named, ...targets]
      .flatMap(([called, whom]) =>
        [...text.matchAll(new RegExp(`(?<![\\w.@])@${called}(?![\\w@-])`, 'gi'))].map(({ index }) => ({
          type: 'mention' as const,
          start: index,
          length: called.length + 1,
          ...whom,
        })),
      )
      .sort((a, b) => a.start - b.start);
  return { text, ...(found.length > 0 && { entities: found }) };
}

/** Messages of others that a member has not read, and how many of them mention them. */
export function unread(talk: Talk, { id }: Person): Pick<Conversation, 'unreadCount' | 'unreadMentions'> {
  const { readSeq } = marksOf(talk, { id });
  const ofOthers = talk.messages.filter(({ seq, senderId }) => seq > readSeq && senderId !== id);
  const unreadMentions = ofOthers.filter(({ entities = [] }) =>
    entities.some(({ userId, target }) => userId === id || target !== undefined),
  ).length;
  return { unreadCount: ofOthers.length, ...(unreadMentions > 0 && { unreadMentions }) };
}

export function viewConversation(talk: Talk, viewer: Person, people: FakePeople): Conversation {
  const { id, name, createdAt, members, messages, lastSeq } = talk;
  const last = messages.at(-1);
  const roleOf = (member: Person) => (name !== null && member === members[0] ? 'owner' : 'member');
  return {
    id,
    isGroup: name !== null,
    ...(name !== null && { settings: settingsOf({}) }),
    community: name === null ? null : communityOf({}),
    name,
    avatar: null,
    about: null,
    createdAt: wireTime(createdAt),
    createdBy: members[0]?.id ?? '',
    memberCount: members.length,
    participants: members.map((member) => ({ ...people.summary(member), role: roleOf(member) })),
    lastSeq,
    ...unread(talk, viewer),
    lastMessage: last ? readBy(talk, viewer, last) : null,
    me: {
      role: roleOf(viewer),
      ...marksOf(talk, viewer),
      notifications: 'all',
      joinedAt: wireTime(createdAt),
    },
  };
}
