import type { Message, Receipt } from '../api/protocol.ts';
import { hasCode, isPassing } from '../errors.ts';
import { withOwnMarks, type ConversationItem } from './conversation-item.ts';
import type { ConversationItems } from './conversation-items.ts';
import type { StateHost } from './host.ts';
import type { UnreadCounts } from '../mentions.ts';
import { raiseByStatus, raiseMark, withFloor, type Mark, type OthersMarks } from './marks.ts';

/** Of larger groups, the mark of a single member is not kept. */
const maxMarkedMembers = 100;

const nothing: UnreadCounts = { unreadCount: 0, unreadMentions: 0 };

interface ConversationMarksOptions {
  host: Pick<StateHost, 'receipts' | 'report'>;
  items: ConversationItems;
  userId: () => string | undefined;
  /** What of others the window has after this number, if it has all of it. */
  countAfter: (conversationId: string, seq: number) => UnreadCounts | undefined;
  /** The marks of the others are further than `before`. */
  onMarks: (conversationId: string, before: number) => void;
  /** The conversation has to be fetched. */
  want: (conversationId: string) => void;
}

/** How far the user and the other members are in the conversations: what they received and read. */
export class ConversationMarks {
  readonly #options: ConversationMarksOptions;
  /** The user read some of their messages, and how many are left is not known. */
  readonly #uncounted = new Set<string>();
  /** Whose marks are to be asked for once they are known. */
  readonly #wanted = new Set<string>();
  #period = 0;

  constructor(options: ConversationMarksOptions) {
    this.#options = options;
  }

  /** The user read or received up to here, on this device or another one; `stored`: the server knows by now. */
  own(conversationId: string, marks: Mark, stored: boolean): void {
    const { items, countAfter, want } = this.#options;
    const item = items.get(conversationId);
    if (item === undefined) return;
    const count = marks.readSeq >= item.lastSeq ? nothing : countAfter(item.id, marks.readSeq);
    const next = withOwnMarks(item, marks, count);
    if (next.me.readSeq > item.me.readSeq) {
      if (count === undefined) this.#uncounted.add(item.id);
      else this.#uncounted.delete(item.id);
    }
    items.set(next);
    // How many are left, only the server can count, once it knows.
    if (stored && this.#uncounted.delete(item.id)) want(item.id);
  }

  /** Another member received or read further. */
  other({ conversationId, userId, ...mark }: Receipt): void {
    const item = this.#options.items.get(conversationId);
    if (item === undefined || item.memberCount > maxMarkedMembers) return;
    this.#setOthers(item, raiseMark(item.others, userId, mark, item.memberCount - 1));
  }

  /** Own messages have these statuses. */
  statuses(conversationId: string, messages: readonly Message[]): void {
    const item = this.#options.items.get(conversationId);
    if (item === undefined) return;
    const userId = this.#options.userId();
    let { others } = item;
    for (const { senderId, seq, status } of messages) {
      if (senderId === userId) others = raiseByStatus(others, seq, status);
    }
    this.#setOthers(item, others);
  }

  /** The conversation with the marks of the others that follow from the server's description of it. */
  described(item: ConversationItem): ConversationItem {
    const { others, lastMessage, memberCount } = item;
    const own = lastMessage !== null && lastMessage.senderId === this.#options.userId();
    const raised = own ? raiseByStatus(others, lastMessage.seq, lastMessage.status) : others;
    const next = withFloor(raised, memberCount - 1);
    return next === others ? item : { ...item, others: next };
  }

  /** Says if the marks of the others are further than `before`. */
  compare(id: string, before: OthersMarks): void {
    const { items, onMarks } = this.#options;
    const now = items.get(id)?.others ?? before;
    if (now.readSeq > before.readSeq) onMarks(id, before.readSeq);
    else if (now.deliveredSeq > before.deliveredSeq) onMarks(id, before.deliveredSeq);
  }

  /** Asks how far each member is: pushes of that may have been missed. Not of large groups. */
  load(id: string): void {
    const { host, items, want, userId } = this.#options;
    const item = items.get(id);
    if (item === undefined) {
      this.#wanted.add(id);
      want(id);
      return;
    }
    this.#wanted.delete(id);
    if (item.memberCount > maxMarkedMembers || item.lastSeq === 0) return;
    const period = this.#period;
    host
      .receipts(id, { limit: maxMarkedMembers })
      .then((page) => {
        if (period !== this.#period) return;
        for (const { userId: memberId, ...mark } of page.items) {
          if (memberId === userId()) this.own(id, mark, true);
          else this.other({ conversationId: id, userId: memberId, ...mark });
        }
      })
      .catch((error: unknown) => {
        if (!isPassing(error) && !hasCode(error, 'signed_out')) host.report(error);
      });
  }

  /** The conversation is known: asks for its marks, if that had to wait. */
  loadWanted(id: string): void {
    if (this.#wanted.has(id)) this.load(id);
  }

  clear(): void {
    this.#period += 1;
    this.#uncounted.clear();
    this.#wanted.clear();
  }

  #setOthers(item: ConversationItem, others: OthersMarks): void {
    if (others === item.others) return;
    this.#options.items.set({ ...item, others });
    this.compare(item.id, item.others);
  }
}
