import type { OutgoingMessage } from '../api/protocol.ts';
import { waitingItem, type UnsentItem } from './message-items.ts';

/** A message that the server refused, as it is stored: the outbox keeps the others. */
export interface Failure {
  message: OutgoingMessage;
  createdAt: string;
}

/** The user's messages that are not in their place yet, by conversation, in the order of sending. */
export class UnsentMessages {
  readonly #byConversation = new Map<string, readonly UnsentItem[]>();
  readonly #messages = new Map<string, OutgoingMessage>();
  /** Where the server has stored those that are `sent`. */
  readonly #seqs = new Map<string, number>();
  readonly #onChange: (conversationId: string) => void;

  constructor(onChange: (conversationId: string) => void) {
    this.#onChange = onChange;
  }

  of(conversationId: string): readonly UnsentItem[] {
    return this.#byConversation.get(conversationId) ?? none;
  }

  /** What is to be sent under this `clientId`. */
  message(clientId: string): OutgoingMessage | undefined {
    return this.#messages.get(clientId);
  }

  /** A message waits to be sent, for the first time or again. */
  add(message: OutgoingMessage, createdAt: string): void {
    const known = this.of(message.conversationId).find(({ clientId }) => clientId === message.clientId);
    if (known === undefined) this.#insert(message, waitingItem(message, createdAt));
    else this.#replace(known, waitingItem(message, known.createdAt));
  }

  /** The server has stored it under this number. */
  sent(conversationId: string, clientId: string, seq: number): void {
    const known = this.of(conversationId).find((item) => item.clientId === clientId);
    if (known === undefined) return;
    this.#seqs.set(clientId, seq);
    if (known.status === 'sent') return;
    this.#replace(known, { ...known, status: 'sent' });
  }

  /** The server refused it. */
  failed(message: OutgoingMessage, error: unknown, createdAt: string): void {
    this.add(message, createdAt);
    const known = this.of(message.conversationId).find(({ clientId }) => clientId === message.clientId);
    if (known === undefined) return;
    this.#replace(known, { ...known, status: 'failed', ...(error !== undefined && { error }) });
  }

  /** It is in its place among the stored ones, or given up. */
  remove(conversationId: string, clientId: string): void {
    const before = this.of(conversationId);
    const after = before.filter((item) => item.clientId !== clientId);
    if (after.length === before.length) return;
    this.#messages.delete(clientId);
    this.#seqs.delete(clientId);
    this.#set(conversationId, after);
  }

  /** Removes those that the server has stored up to this number. */
  removeSentUpTo(conversationId: string, seq: number): void {
    for (const { clientId } of this.of(conversationId)) {
      if ((this.#seqs.get(clientId) ?? Infinity) <= seq) this.remove(conversationId, clientId);
    }
  }

  /** Those that the server refused, to be stored. */
  get failures(): Failure[] {
    return [...this.#byConversation.values()].flat().flatMap(({ status, clientId, createdAt }) => {
      const message = this.#messages.get(clientId);
      return status === 'failed' && message !== undefined ? [{ message, createdAt }] : [];
    });
  }

  get conversationIds(): string[] {
    return [...this.#byConversation.keys()];
  }

  clear(): void {
    const ids = this.conversationIds;
    this.#byConversation.clear();
    this.#messages.clear();
    this.#seqs.clear();
    ids.forEach((id) => this.#onChange(id));
  }

  #insert(message: OutgoingMessage, item: UnsentItem): void {
    this.#messages.set(message.clientId, message);
    this.#set(message.conversationId, [...this.of(message.conversationId), item]);
  }

  #replace(before: UnsentItem, after: UnsentItem): void {
    this.#set(
      before.conversationId,
      this.of(before.conversationId).map((item) => (item === before ? after : item)),
    );
  }

  #set(conversationId: string, items: readonly UnsentItem[]): void {
    if (items.length > 0) this.#byConversation.set(conversationId, items);
    else this.#byConversation.delete(conversationId);
    this.#onChange(conversationId);
  }
}

const none: readonly UnsentItem[] = [];
