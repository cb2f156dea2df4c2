import { contentOf } from '../api/given-content.ts';
import type { Message, OutgoingMessage } from '../api/protocol.ts';
import { hasCode, isPassing } from '../errors.ts';
import type { SendOptions } from '../options.ts';
import type { UnsentSummary } from './conversation-items.ts';
import type { StateHost } from './host.ts';
import type { MessageWindows } from './message-windows.ts';
import type { UnsentMessages } from './unsent.ts';

interface OwnMessagesOptions {
  host: StateHost;
  unsent: UnsentMessages;
  windows: () => MessageWindows;
  linked: () => boolean;
  userId: () => string | undefined;
}

/** The user's own messages from the moment they are written until they are among the stored ones. */
export class OwnMessages {
  readonly #options: OwnMessagesOptions;

  constructor(options: OwnMessagesOptions) {
    this.#options = options;
  }

  /** Sends a message, and shows the end of the conversation, where it is. */
  async send(conversationId: string, text: string, options: SendOptions): Promise<void> {
    const { host, windows, linked } = this.#options;
    const sending = host.send(conversationId, text, options);
    const window = windows().open(conversationId);
    if (window.snapshot().hasNewer && linked()) {
      window.loads.newest().catch((error: unknown) => {
        if (!isPassing(error) && !hasCode(error, 'signed_out')) host.report(error);
      });
    }
    await sending;
  }

  /**
   * Sends a message again that failed; a no-op for any other. Where the server has another message under its `clientId`,
   * it gets a new one, as it would be refused each time.
   */
  async retry(clientId: string): Promise<void> {
    const { host, unsent } = this.#options;
    const message = unsent.message(clientId);
    if (message === undefined) return;
    const { conversationId, text, entities, findMentions, attachments, replyTo, expires, preview } = message;
    const item = unsent.of(conversationId).find((one) => one.clientId === clientId);
    if (item !== undefined && item.status !== 'failed') return;
    const isTaken = hasCode(item?.error, 'client_id_conflict');
    const before = unsent.of(conversationId).length;
    const sending = host.send(conversationId, text, {
      ...(!isTaken && { clientId }),
      ...(entities && { entities }),
      ...(findMentions && { findMentions }),
      ...(attachments && { attachments }),
      ...contentOf(message),
      ...(typeof replyTo === 'string' && { replyTo }),
      ...(expires && { expires }),
      ...(preview !== undefined && { preview }),
    });
    // Only once the new one waits: nothing typed is lost.
    if (isTaken && unsent.of(conversationId).length > before) unsent.remove(conversationId, clientId);
    await sending;
  }

  /** Gives up a message that failed or waits. `false` for one that is under way, or not there. */
  discard(conversationId: string, clientId: string): boolean {
    const { host, unsent } = this.#options;
    const item = unsent.of(conversationId).find((one) => one.clientId === clientId);
    if (item === undefined) return false;
    if (item.status !== 'failed' && !host.discard(clientId)) return false;
    unsent.remove(conversationId, clientId);
    return true;
  }

  /** A message was handed over, perhaps one of the user's. */
  received({ conversationId, senderId, clientId, seq }: Message): void {
    if (senderId === this.#options.userId() && clientId !== undefined)
      this.#settle(conversationId, clientId, seq);
  }

  /** The server has stored a message under this number. */
  sent({ conversationId, clientId }: OutgoingMessage, seq: number): void {
    const { host, unsent } = this.#options;
    const received = (host.position(conversationId) ?? 0) >= seq;
    if (received) this.#settle(conversationId, clientId, seq);
    else unsent.sent(conversationId, clientId, seq);
  }

  /** The server refused a message. */
  failed(message: OutgoingMessage, error: unknown, createdAt: string): void {
    const { windows, unsent } = this.#options;
    // The answer to an earlier attempt got lost, and what it stored is here.
    if (windows().get(message.conversationId)?.stretch.hasSent(message.clientId) === true) return;
    unsent.failed(message, error, createdAt);
  }

  /** These messages are in the window now. */
  shown(id: string, messages: readonly Message[]): void {
    const { unsent, userId, windows } = this.#options;
    if (unsent.of(id).length === 0) return;
    for (const { senderId, clientId } of messages) {
      if (senderId === userId() && clientId !== undefined) unsent.remove(id, clientId);
    }
    unsent.removeSentUpTo(id, windows().get(id)?.reached ?? 0);
  }

  /** What a list of conversations says about them. */
  summary(id: string): UnsentSummary {
    const all = this.#options.unsent.of(id);
    return {
      unsentCount: all.filter(({ status }) => status !== 'sent').length,
      failedCount: all.filter(({ status }) => status === 'failed').length,
      newest: all.at(-1),
    };
  }

  /** It was handed over: it is among the stored ones now, or will be once the window is loaded. */
  #settle(conversationId: string, clientId: string, seq: number): void {
    const { unsent, windows } = this.#options;
    if (windows().get(conversationId)?.awaitsLoad === true) unsent.sent(conversationId, clientId, seq);
    else unsent.remove(conversationId, clientId);
  }
}
