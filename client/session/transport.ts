import {
  routes,
  type AckData,
  type ClientFrameData,
  type ClientFrameType,
  type Message,
  type OutgoingMessage,
  type SendResult,
  type SyncReply,
} from '../api/protocol.ts';
import type { Connection } from '../connection/connection.ts';
import type { ReceiptKind } from '../delivery/receipts.ts';
import type { Session } from './session.ts';

/** The frames that change a message. */
export type ChangeFrameType =
  'message:edit' | 'message:delete' | 'message:react' | 'message:close' | 'message:stop';

/** The largest page. */
const pageLimit = 100;

type ChangeFrame = { [T in ChangeFrameType]: { type: T; data: ClientFrameData<T> } }[ChangeFrameType];

/** What goes to the server for the signed-in user: over the socket while there is one, or else over HTTP. */
export class Transport {
  readonly #connection: Connection;
  readonly #session: Session;

  constructor(connection: Connection, session: Session) {
    this.#connection = connection;
    this.#session = session;
  }

  async sync(cursor: string | undefined): Promise<SyncReply> {
    const query = cursor === undefined ? {} : { cursor };
    return this.#connection.socket?.request('sync', query) ?? this.#session.call(routes.sync, { query });
  }

  changes(id: string, after: number) {
    return this.#session.call(routes.listChanges, { params: { id }, query: { after, limit: pageLimit } });
  }

  history(id: string, from: { after: number } | { cursor: string }) {
    return this.#session.call(routes.listMessages, { params: { id }, query: { ...from, limit: pageLimit } });
  }

  /** Sends a message; `undefined` where it has to wait for a connection. */
  send(message: OutgoingMessage): Promise<SendResult> | undefined {
    const { socket, state } = this.#connection;
    if (socket === undefined && state !== 'polling') return undefined;
    return socket?.request('message:send', message) ?? this.#sendByHttp(message);
  }

  /** Sends a frame, or calls `byHttp` where there is no socket. */
  async ask<T extends ClientFrameType>(
    type: T,
    data: ClientFrameData<T>,
    byHttp: () => Promise<AckData<T>>,
  ): Promise<AckData<T>> {
    return this.#connection.socket?.request(type, data) ?? byHttp();
  }

  /** Changes a message. Resolves with the message as it is then. */
  async change<T extends ChangeFrameType>(type: T, data: ClientFrameData<T>): Promise<Message> {
    return this.#connection.socket?.request(type, data) ?? this.#changeByHttp({ type, data } as ChangeFrame);
  }

  /** Votes in a poll. Resolves with the message as it is then. */
  async vote(data: ClientFrameData<'poll:vote'>): Promise<Message> {
    const { conversationId: id, seq, options } = data;
    return (
      this.#connection.socket?.request('poll:vote', data) ??
      this.#session.call(routes.vote, { params: { id, seq: String(seq) }, body: { options } })
    );
  }

  serverTime(): Promise<string> | undefined {
    return this.#connection.socket?.request('ping', {}).then(({ serverTime }) => serverTime);
  }

  async sendReceipt(kind: ReceiptKind, conversationId: string, seq: number): Promise<void> {
    const { socket } = this.#connection;
    if (socket !== undefined) {
      await socket.request(`receipt:${kind}`, { conversationId, seq });
    } else {
      const route = kind === 'read' ? routes.markRead : routes.markDelivered;
      await this.#session.call(route, { params: { id: conversationId }, body: { seq } });
    }
  }

  async #changeByHttp({ type, data }: ChangeFrame): Promise<Message> {
    const { conversationId: id, seq } = data;
    const params = { id, seq: String(seq) };
    switch (type) {
      case 'message:edit': {
        const { text, entities, findMentions } = data;
        return this.#session.call(routes.editMessage, {
          params,
          body: { text, ...(entities && { entities }), ...(findMentions && { findMentions }) },
        });
      }
      case 'message:delete':
        await this.#session.call(routes.deleteMessage, { params });
        return this.#session.call(routes.getMessage, { params });
      case 'message:react': {
        const { emoji, remove } = data;
        const route = remove ? routes.removeReaction : routes.addReaction;
        return this.#session.call(route, { params: { ...params, emoji } });
      }
      case 'message:close': {
        const { text, entities } = data;
        return this.#session.call(routes.closeStream, {
          params,
          body: { text, ...(entities && { entities }) },
        });
      }
      case 'message:stop':
        return this.#session.call(routes.stopStream, { params });
    }
  }

  async #sendByHttp({ conversationId, ...message }: OutgoingMessage): Promise<SendResult> {
    const { status, body } = await this.#session.callForStatus(routes.sendMessage, {
      params: { id: conversationId },
      body: message,
    });
    return { ...body, duplicate: status === 200 };
  }
}
