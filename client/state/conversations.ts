import type { Entry } from '../api/entries.ts';
import type { Conversation, ConversationHead, Message, UserSummary } from '../api/protocol.ts';
import { hasCode, isPassing } from '../errors.ts';
import { ConversationFetches } from './conversation-fetches.ts';
import {
  described,
  withNews,
  headed,
  newItem,
  withLastMessage,
  withMessage,
  type ConversationItem,
} from './conversation-item.ts';
import { ConversationItems, type UnsentSummary } from './conversation-items.ts';
import { isEqual } from './equal.ts';
import { ConversationPages } from './conversation-pages.ts';
import type { StateHost } from './host.ts';
import { laterReading } from './message-items.ts';
import { ConversationMarks } from './conversation-marks.ts';
import { mentions, type UnreadCounts } from '../mentions.ts';
import type { Turn } from './observable.ts';

interface ConversationsOptions {
  host: StateHost;
  turn: Turn;
  /** The most that are kept in memory. */
  limit: number;
  userId: () => string | undefined;
  linked: () => boolean;
  /** A message with its files as they are by now. */
  withNews: (message: Message) => Message;
  /** What of others the window has after this number, if it has all of it. */
  countAfter: (conversationId: string, seq: number) => UnreadCounts | undefined;
  unsent: (conversationId: string) => UnsentSummary;
  /** The marks of the others are further than `before`. */
  onMarks: (conversationId: string, before: number) => void;
  /** Whether it must be kept whatever the limit. */
  inUse: (conversationId: string) => boolean;
  /** What is stored of it changed. */
  onChange: (conversationId: string) => void;
  /** What is stored of it was wrong. */
  onReplaced: (conversationId: string) => void;
  onParticipants: (participants: readonly UserSummary[]) => void;
  /** The user deleted messages for themselves or saved some, and what is cached may not know it. */
  onOwnChanges: (conversationId: string) => void;
  /** The user is not in it any more. */
  onGone: (conversationId: string) => void;
}

/** What changes without a number of the sequence, as it is for the user alone. */
type OwnCounts = Pick<ConversationHead, 'hiddenCount' | 'starChanges'>;

/** The conversations of the user: what happens to them, and what the server says about them. */
export class Conversations {
  readonly items: ConversationItems;
  readonly pages: ConversationPages;
  readonly marks: ConversationMarks;
  readonly #options: ConversationsOptions;
  readonly #fetches: ConversationFetches;
  /** What is known of their end may be wrong, also where the server says less. */
  readonly #doubted = new Set<string>();
  constructor(options: ConversationsOptions) {
    this.#options = options;
    const { host, turn, limit, linked, userId, unsent, inUse, onParticipants, countAfter, onMarks } = options;
    this.items = new ConversationItems({
      turn,
      limit,
      userId,
      unsent,
      inUse,
      onParticipants,
      onChange: (id) => {
        this.pages.list.touch();
        options.onChange(id);
      },
      onUnknown: (id) => this.#fetches.want(id),
    });
    this.marks = new ConversationMarks({
      host,
      items: this.items,
      userId,
      countAfter,
      onMarks,
      want: (id) => this.#fetches.want(id),
    });
    const onConversation = (conversation: Conversation) => this.describe(conversation);
    this.pages = new ConversationPages({
      host,
      turn,
      limit,
      items: this.items,
      linked,
      onConversation,
      onMissing: (id) => this.#fetches.fetch(id),
      inBackground: (work) => this.#inBackground(work),
    });
    this.#fetches = new ConversationFetches({
      host,
      linked,
      refreshList: () => {
        if (this.pages.wanted) this.pages.refresh();
        return this.pages.wanted;
      },
      isObserved: (id) => this.items.isObserved(id),
      onConversation,
      onGone: (id) => this.gone(id),
    });
  }

  get(id: string): ConversationItem | undefined {
    return this.items.get(id);
  }

  /** There is a connection again. */
  resume(): void {
    this.pages.resume();
    this.#fetches.resume();
  }

  /** Takes up what was stored, where nothing is known yet. */
  restore(conversations: readonly ConversationItem[]): void {
    for (const stored of conversations) {
      if (this.items.has(stored.id)) continue;
      const applied = withNews(stored, this.#options.withNews);
      this.items.set(newItem(applied, { ...this.items.additions(stored.id), others: stored.others }));
    }
    this.pages.restored(conversations.length);
  }

  /** The server described a conversation. */
  describe(conversation: Conversation): void {
    const before = this.items.get(conversation.id);
    this.#fetches.settled(conversation.id);
    const now = this.#described(before, withNews(conversation, this.#options.withNews));
    this.items.set(this.marks.described(now));
    if (before !== undefined) {
      this.marks.compare(conversation.id, before.others);
      this.#compareOwn(conversation.id, before.me, conversation.me);
    }
    this.marks.loadWanted(conversation.id);
  }

  /** A user has another name or picture. */
  userChanged(id: string, shown: Pick<UserSummary, 'username' | 'name' | 'avatar'>): void {
    for (const item of this.items.inOrder()) {
      if (!item.participants.some((one) => one.id === id)) continue;
      const participants = item.participants.map((one) => (one.id === id ? { ...one, ...shown } : one));
      if (!isEqual(participants, item.participants)) this.items.set({ ...item, participants });
    }
  }

  /** There is news of a file of this message. */
  mediaChanged(id: string, seq: number): void {
    const item = this.items.get(id);
    if (item?.lastMessage?.seq === seq) this.items.set(withNews(item, this.#options.withNews));
  }

  /** The number of requests to join it that wait for its admins. */
  asked(id: string, pendingRequests: number): void {
    const item = this.items.get(id);
    if (item) this.items.set({ ...item, me: { ...item.me, pendingRequests } });
  }

  /** The user is no longer in it. */
  gone(id: string): void {
    this.#fetches.settled(id);
    this.items.remove(id);
    this.pages.list.touch();
    this.#options.onGone(id);
  }

  /** How often the user hid or saved messages of it; `undefined` where the conversation is not known. */
  ownChanges(id: string): number | undefined {
    const me = this.items.get(id)?.me;
    return me && (me.hiddenCount ?? 0) + (me.starChanges ?? 0);
  }

  /** The user deleted a message for themselves: what is last or unread is asked for, where it was of that. */
  hidden(id: string, seq: number, hiddenCount: number): void {
    const item = this.items.get(id);
    if (item === undefined) return;
    const { hiddenCount: before = 0 } = item.me;
    this.items.set({ ...item, me: { ...item.me, hiddenCount: Math.max(before, hiddenCount) } });
    if (hiddenCount > before + 1) this.#options.onOwnChanges(id);
    else if (item.lastMessage?.seq === seq || seq > item.me.readSeq) this.doubt(id);
  }

  /** The user saved a message, or took it out. `false`: a later change is known. Where one before it was missed, what is cached is doubted. */
  starChanged(id: string, starChanges: number): boolean {
    const item = this.items.get(id);
    if (item === undefined) return true;
    const { starChanges: before = 0 } = item.me;
    if (starChanges <= before) return false;
    this.items.set({ ...item, me: { ...item.me, starChanges } });
    if (starChanges > before + 1) this.#options.onOwnChanges(id);
    return true;
  }

  /** A message expired. `newest`: the last one that is left, where that is known. */
  expired(id: string, seq: number, newest: Message | undefined): void {
    const item = this.items.get(id);
    if (item === undefined) return;
    const wasLast = item.lastMessage?.seq === seq;
    const mayBeUnread = seq > item.me.readSeq && item.unreadCount > 0;
    if (wasLast) this.items.set({ ...item, lastMessage: newest ?? null });
    // how many are left, only the server can count
    if (mayBeUnread || (wasLast && newest === undefined) || item.pinCount !== undefined)
      this.#fetches.want(id);
  }

  /** The user deleted messages for themselves or saved some, while nothing was pushed: what is cached may not know it. */
  #compareOwn(id: string, before: OwnCounts, now: OwnCounts): void {
    const grew = (count: keyof OwnCounts) => (now[count] ?? 0) > (before[count] ?? 0);
    if (grew('hiddenCount') || grew('starChanges')) this.#options.onOwnChanges(id);
  }

  /** A sync said where a conversation stands. Those of the `first` sync of a device come with the pages of the list. */
  head(head: ConversationHead, first: boolean): void {
    const item = this.items.get(head.id);
    if (item !== undefined) {
      this.items.set(headed(item, head));
      this.#compareOwn(head.id, item.me, head);
    } else if (!first) this.#fetches.want(head.id);
  }

  /**
   * An entry was handed over; every number between `after` and its own is void. `known`: what is here of the message that it
   * changes.
   */
  received({ changed, ...given }: Entry, after: number, known?: Message): void {
    const message = this.#options.withNews(given);
    if (changed) this.#changed(changed, message.seq, known);
    this.#pinsMayHaveChanged(given);
    const item = this.items.get(message.conversationId);
    if (item === undefined) {
      this.#fetches.want(message.conversationId);
      return;
    }
    if (message.seq > item.lastSeq) {
      // Something before it was handed over while the state did not listen.
      if (after > item.lastSeq) this.#fetches.want(item.id);
      this.items.set(withMessage(item, message, this.#options.userId()));
    } else {
      this.items.set(withLastMessage(item, message));
    }
  }

  /** How many messages are pinned is asked for: several changes may come at once, with the message as it is after all of them. */
  #pinsMayHaveChanged({ conversationId, change }: Message): void {
    const hadPins = (this.items.get(conversationId)?.pinCount ?? 0) > 0;
    if (change?.type === 'pinned' || (change?.type === 'deleted' && hadPins)) {
      this.#fetches.want(conversationId);
    }
  }

  /** A message changed, perhaps the last one, and perhaps whom it mentions. */
  #changed(changed: Message, changeSeq: number, known: Message | undefined): void {
    const { userId, withNews } = this.#options;
    const item = this.items.get(changed.conversationId);
    if (item === undefined) return;
    const last = item.lastMessage?.id === changed.id ? item.lastMessage : undefined;
    const lastMessage = last ? withNews(laterReading(last, changed, userId())) : item.lastMessage;
    const isCounted = changeSeq <= item.lastSeq;
    const isUnread = changed.seq > item.me.readSeq && changed.senderId !== userId();
    const more = isUnread && !isCounted ? this.#moreMentions(item, changed, known ?? last) : 0;
    if (last === undefined && more === 0) return;
    this.items.set({ ...item, lastMessage, unreadMentions: item.unreadMentions + more });
  }

  /** By how much the unread mentions change with this message. Where it is not known how it was, the server is asked. */
  #moreMentions(item: ConversationItem, changed: Message, before: Message | undefined): number {
    const count = (message: Message) => Number(mentions(message, this.#options.userId()));
    if (before) return Math.max(count(changed) - count(before), -item.unreadMentions);
    if (item.unreadMentions > 0 || count(changed) > 0) this.#fetches.want(item.id);
    return 0;
  }

  /** A member began or stopped to type. */
  typing(conversationId: string, userId: string, typing: boolean): void {
    const item = this.items.get(conversationId);
    if (item === undefined || userId === this.#options.userId() || item.typing.includes(userId) === typing)
      return;
    const rest = item.typing.filter((id) => id !== userId);
    this.items.set({ ...item, typing: typing ? [...rest, userId] : rest });
  }

  /** The user's messages that are not stored yet changed. */
  unsentChanged(id: string): void {
    const item = this.items.get(id);
    if (item !== undefined) this.items.set(item);
  }

  /** What is known of it may be wrong: asks the server. */
  doubt(id: string): void {
    if (!this.items.has(id)) return;
    this.#doubted.add(id);
    this.#fetches.want(id);
  }

  clear(): void {
    this.marks.clear();
    this.#doubted.clear();
    this.#fetches.clear();
    this.items.clear();
    this.pages.clear();
  }

  #described(before: ConversationItem | undefined, conversation: Conversation): ConversationItem {
    const { id, lastSeq } = conversation;
    if (before === undefined) return newItem(conversation, this.items.additions(id));
    const isPast = lastSeq < (this.#options.host.position(id) ?? 0);
    if (isPast || !this.#doubted.delete(id)) return described(before, conversation);
    this.#options.onReplaced(id);
    const { typing, others, unsentCount, failedCount, preview } = before;
    return newItem(conversation, { typing, others, unsentCount, failedCount, preview });
  }

  #inBackground(work: Promise<void>): void {
    work.catch((error: unknown) => {
      if (!isPassing(error) && !hasCode(error, 'signed_out')) this.#options.host.report(error);
    });
  }
}
