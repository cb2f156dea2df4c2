import { itemKind } from '../platform/item-kind.ts';
import type { Key } from '../platform/table.ts';

export const messageItems = {
  // in a partition of its own, so that its writes and the counter's do not share one partition's limit
  logEntry: itemKind({
    table: 'durable',
    partition: 'LOG#<conversation>',
    sort: '<seq>',
    item: 'entry of the log, by its number in 12 digits',
    readBy: 'get, batch for lists; query by range of `seq`, both ways',
  }),
  sent: itemKind({
    table: 'durable',
    partition: 'SENT#<user>#<clientId>',
    sort: 'SENT',
    item: 'what a send was answered; TTL',
    readBy: 'conditional put; get on a repeat',
  }),
  revision: itemKind({
    table: 'durable',
    partition: 'EDITS#<conversation>#<seq>',
    sort: '<revision>',
    item: 'what a message said before an edit, sealed; by how often it had been edited, in 12 digits',
    readBy: 'query, the latest first',
  }),
  reaction: itemKind({
    table: 'durable',
    partition: 'REACTIONS#<conversation>#<seq>',
    sort: '<emoji>#<user>',
    item: 'reaction of a user to a message',
    readBy: 'get one; batch, whether the reader reacted; query all',
  }),
  // by user, so that one cannot vote twice
  vote: itemKind({
    table: 'durable',
    partition: 'VOTES#<conversation>#<seq>',
    sort: '<user>',
    item: 'vote of a user in a poll, sealed',
    readBy: 'get one; batch, what the reader chose; query by pages, to count or list them',
  }),
  voteCount: itemKind({
    table: 'durable',
    partition: 'VOTECOUNT#<conversation>#<seq>',
    sort: 'COUNT',
    item: 'when the votes of a poll were counted, and whether that is due again; TTL',
    readBy: 'get; conditional update, so that one of many voters has them counted',
  }),
  hidden: itemKind({
    table: 'durable',
    partition: 'HIDDEN#<user>#<conversation>',
    sort: '<seq>',
    item: 'message that a member has deleted for themselves, by its number in 12 digits; at most 1,000',
    readBy: 'query of all, for members who have deleted some',
  }),
  star: itemKind({
    table: 'durable',
    partition: 'STARS#<user>',
    sort: '<conversation>#<seq>',
    item: 'message that a user has saved, by its number in 12 digits, and when; at most 5,000',
    readBy:
      'conditional put and delete; query by range of `seq`, for users who have saved some there; query of all',
  }),
  starCount: itemKind({
    table: 'durable',
    partition: 'STARCOUNT#<user>',
    sort: 'COUNT',
    item: 'how many messages a user has saved',
    readBy: 'conditional add',
  }),
  draft: itemKind({
    table: 'durable',
    partition: 'DRAFTS#<user>',
    sort: '<conversation>',
    item: 'what a user has typed in a conversation and not sent, sealed',
    readBy: 'query of all',
  }),
  pin: itemKind({
    table: 'durable',
    partition: 'PINS#<conversation>',
    sort: '<seq>',
    item: 'pinned message, by its number in 12 digits; at most 100',
    readBy: 'query of all',
  }),
  waiting: itemKind({
    table: 'durable',
    partition: 'UNREAD#<conversation>',
    sort: '<seq>',
    item: 'message that expires from its reading and was not read by all yet, by its number in 12 digits; TTL',
    readBy: 'query of the first ones, with a receipt where messages of the last week expire so',
  }),
  // the replies of a thread in a partition of their own: a page of them is one query
  reply: itemKind({
    table: 'durable',
    partition: 'REPLIES#<conversation>#<seq>',
    sort: '<reply>',
    item: 'reply to a message, or to one of its replies, by its number in 12 digits',
    readBy: 'query by range of numbers, both ways',
  }),
  thread: itemKind({
    table: 'durable',
    partition: 'THREADS#<user>',
    sort: '<conversation>#<seq>',
    item: 'thread that a user follows, or no longer does, and how much of it they have read',
    readBy: 'batch, with the messages at which threads begin; query of all',
  }),
  // beside the file, so that who may see it is one query
  use: itemKind({
    table: 'durable',
    partition: 'MEDIA#<media>',
    sort: 'USE#<conversation>#<seq>',
    item: 'message that a file is attached to, by its conversation and number',
    readBy: 'query, before addresses are given out',
  }),
  gallery: itemKind({
    table: 'durable',
    partition: 'GALLERY#<conversation>#<kind>',
    sort: '<seq>#<index>',
    item: 'file sent in a conversation, by its kind, and by the number of its message and its index there',
    readBy: 'query by range of `seq`, newest first',
  }),
};
const {
  logEntry,
  sent,
  revision,
  reaction,
  hidden,
  star,
  starCount,
  vote,
  voteCount,
  draft,
  pin,
  waiting,
  reply,
  thread,
  use,
  gallery,
} = messageItems;

export const keys = {
  logEntry: (conversation: string, seq: number): Key => logEntry.key({ conversation, seq: digits(seq) }),
  /** Entries `from` to `to`, both inclusive. */
  logRange: (conversation: string, from: number, to: number) => ({
    pk: logEntry.partition({ conversation }),
    sk: { from: digits(from), to: digits(to) },
  }),
  /** Where an entry stands. */
  placeOf(key: Key): { conversationId: string; seq: number } {
    const { conversation, seq } = logEntry.parse(key);
    return { conversationId: conversation, seq: Number(seq) };
  },
  sent: (user: string, clientId: string): Key => sent.key({ user, clientId }),
  revision: (conversation: string, seq: number, number: number): Key =>
    revision.key({ conversation, seq: digits(seq), revision: digits(number) }),
  /** What a message said before each of its edits. */
  revisions: (conversation: string, seq: number) => ({
    pk: revision.partition({ conversation, seq: digits(seq) }),
  }),
  reaction: (conversation: string, seq: number, emoji: string, user: string): Key =>
    reaction.key({ conversation, seq: digits(seq), emoji, user }),
  /** A name for a key, by which items that were read are found again. */
  name: ({ pk, sk }: Key): string => `${pk}|${sk}`,
  reactions: (conversation: string, seq: number) => ({
    pk: reaction.partition({ conversation, seq: digits(seq) }),
  }),
  vote: (conversation: string, seq: number, user: string): Key =>
    vote.key({ conversation, seq: digits(seq), user }),
  votes: (conversation: string, seq: number) => ({
    pk: vote.partition({ conversation, seq: digits(seq) }),
  }),
  /** Whose vote it is. */
  voter: (key: Key): string => vote.parse(key).user,
  voteCount: (conversation: string, seq: number): Key => voteCount.key({ conversation, seq: digits(seq) }),
  hidden: (user: string, conversation: string, seq: number): Key =>
    hidden.key({ user, conversation, seq: digits(seq) }),
  allHidden: (user: string, conversation: string) => ({ pk: hidden.partition({ user, conversation }) }),
  /** The number of a hidden message. */
  hiddenSeq: (key: Key): number => Number(hidden.parse(key).seq),
  star: (user: string, conversation: string, seq: number): Key =>
    star.key({ user, conversation, seq: digits(seq) }),
  /** What a user has saved, of one conversation or all. */
  stars: (user: string, conversation?: string) => ({
    pk: star.partition({ user }),
    ...(conversation !== undefined && { sk: { beginsWith: `${conversation}#` } }),
  }),
  /** Of one conversation the messages `from` to `to`, both inclusive. */
  starRange: (user: string, conversation: string, from: number, to: number) => ({
    pk: star.partition({ user }),
    sk: { from: `${conversation}#${digits(from)}`, to: `${conversation}#${digits(to)}` },
  }),
  starCount: (user: string): Key => starCount.key({ user }),
  draft: (user: string, conversation: string): Key => draft.key({ user, conversation }),
  drafts: (user: string) => ({ pk: draft.partition({ user }) }),
  pin: (conversation: string, seq: number): Key => pin.key({ conversation, seq: digits(seq) }),
  pins: (conversation: string) => ({ pk: pin.partition({ conversation }) }),
  /** The number of a pinned message. */
  pinnedSeq: (key: Key): number => Number(pin.parse(key).seq),
  waiting: (conversation: string, seq: number): Key => waiting.key({ conversation, seq: digits(seq) }),
  /** Messages that wait to be read, up to a number, inclusive. */
  waitingUpTo: (conversation: string, to: number) => ({
    pk: waiting.partition({ conversation }),
    sk: { from: digits(0), to: digits(to) },
  }),
  /** The number of a message that waits to be read. */
  waitingSeq: (key: Key): number => Number(waiting.parse(key).seq),
  reply: (conversation: string, seq: number, number: number): Key =>
    reply.key({ conversation, seq: digits(seq), reply: digits(number) }),
  /** Replies with numbers `from` to `to`, both inclusive. */
  replyRange: (conversation: string, seq: number, from: number, to: number) => ({
    pk: reply.partition({ conversation, seq: digits(seq) }),
    sk: { from: digits(from), to: digits(to) },
  }),
  /** The number of a reply. */
  replyOf: (key: Key): number => Number(reply.parse(key).reply),
  thread: (user: string, conversation: string, seq: number): Key =>
    thread.key({ user, conversation, seq: digits(seq) }),
  /** Who stands in a thread by an item. */
  followerOf: (key: Key): string => thread.parse(key).user,
  threads: (user: string) => ({ pk: thread.partition({ user }) }),
  use: (media: string, conversation: string, seq: number): Key =>
    use.key({ media, conversation, seq: digits(seq) }),
  uses: (media: string) => ({ pk: use.partition({ media }), sk: { beginsWith: use.sortPrefix } }),
  gallery: (conversation: string, kind: string, seq: number, index: number): Key =>
    gallery.key({ conversation, kind, seq: digits(seq), index: String(index) }),
  /** Files of messages `from` to `to`, both inclusive. */
  galleryRange: (conversation: string, kind: string, from: number, to: number) => ({
    pk: gallery.partition({ conversation, kind }),
    sk: { from: digits(from), to: `${digits(to)}#~` },
  }),
};

/** The largest sequence number whose key still sorts right. */
export const maxSeq = 999_999_999_999;

function digits(seq: number): string {
  return String(Math.min(seq, maxSeq)).padStart(12, '0');
}
