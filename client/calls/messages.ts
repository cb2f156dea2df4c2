import {
  routes,
  type MessagePage,
  type OutgoingMessage,
  type ReceiptPage,
  type SendResult,
} from '../api/protocol.ts';
import { checkMessage } from '../delivery/check-message.ts';
import { ChatClientError } from '../errors.ts';
import type { HistoryOptions, PageOptions, SendOptions } from '../options.ts';
import { randomId } from '../platform/random.ts';
import type { CallContext } from './context.ts';

/** Messages, and how far they have come. */
export class MessageCalls {
  readonly #context: CallContext;

  constructor(context: CallContext) {
    this.#context = context;
  }

  /**
   * Sends a message; resolves once it is stored. While offline it waits, over a reload too, and a lost connection repeats
   * it, under the same `clientId`: it is stored once. Rejects at once when the message is not valid or the server refuses
   * it, and with `signed_out` when the session ends first; unless by `logout`, the message is then kept for the user's
   * next sign-in (`message:kept`). `onMessage` hands it over in its place, before this resolves or, if earlier messages are
   * missing, after.
   */
  async send(conversationId: string, text: string, options: SendOptions = {}): Promise<SendResult> {
    const { signedIn, random } = this.#context;
    const { outbox } = signedIn();
    const checked = checkMessage({ conversationId, text, clientId: randomId(random), ...options });
    if ('errors' in checked) {
      throw new ChatClientError('validation_failed', 'The message is not valid.', { errors: checked.errors });
    }
    return outbox.add(checked.message);
  }

  /** The messages that wait to be sent, those from before a reload included, in the order of sending. */
  unsent(): OutgoingMessage[] {
    return this.#context.current()?.outbox.waiting ?? [];
  }

  /** Messages of a conversation, ascending; without options the newest. */
  list(conversationId: string, options: HistoryOptions = {}): Promise<MessagePage> {
    const query = { ...options };
    return this.#context.session.call(routes.listMessages, { params: { id: conversationId }, query });
  }

  /**
   * Reports that everything up to `seq` has been read here, and so delivered. Resolves once the server has it: each
   * conversation is reported once a second at most, and while the connection is away that waits. Without one ever made,
   * this is a call.
   */
  async markRead(conversationId: string, seq: number): Promise<void> {
    const { signedIn, feed } = this.#context;
    const { receipts } = signedIn();
    const marks = { readSeq: seq, deliveredSeq: seq };
    feed.emit('marked', { conversationId, marks, stored: false });
    await receipts.mark('read', conversationId, seq);
    feed.emit('marked', { conversationId, marks, stored: true });
  }

  /** Reports that everything up to `seq` has arrived here, in the same way; unless `autoDelivered` does. */
  async markDelivered(conversationId: string, seq: number): Promise<void> {
    await this.#context.signedIn().receipts.mark('delivered', conversationId, seq);
  }

  /** How far each member of a conversation has received and read. */
  receipts(conversationId: string, options: PageOptions = {}): Promise<ReceiptPage> {
    const query = { ...options };
    return this.#context.session.call(routes.listReceipts, { params: { id: conversationId }, query });
  }
}
