import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RawData, WebSocket } from 'ws';
import * as z from 'zod';
import {
  ackFrame,
  changesPage,
  clientFrames,
  errorFrame,
  messagePage,
  serverEvents,
  type AckData,
  type ClientFrameData,
  type ClientFrameType,
  type Message,
  type MessagePage,
} from '../../shared/protocol/index.ts';
import { call, openSocket, type Person } from './people.ts';

/** The socket closed before the ack came. */
class Disconnected extends Error {
  override readonly name = 'Disconnected';
}

/** What a device has of a conversation: every entry up to `upTo` was handed on, and these came too early for that. */
interface Held {
  upTo: number;
  /** The highest number that the device heard of. */
  known: number;
  early: Map<number, Handed>;
  /** Runs while it asks for what is missing. */
  fetching?: Promise<void>;
}

/** What is handed on of a message. */
export type Handed = Pick<Message, 'conversationId' | 'seq' | 'senderId' | 'text'>;

interface Waiting {
  resolve: (data: unknown) => void;
  reject: (error: Error) => void;
}

/** A number that is missing may still be on its way: the device asks again after so long. */
const askAgainMs = 250;
const pageSize = 100;

const anyFrame = z.object({ type: z.string() });
const newMessage = z.object({ data: serverEvents['message:new'].data });

/**
 * The least of a client that loses nothing: takes pushes as they come, finds gaps by `seq`, recovers by `sync` and
 * `changes`, and hands each message on once and in order. Sends one message at a time, again after a reconnect.
 */
export class Device {
  readonly person: Person;
  /** Frames sent and HTTP requests made. */
  requests = 0;
  readonly errors: Error[] = [];
  readonly #url: string;
  readonly #onMessage: (message: Handed) => void;
  readonly #held = new Map<string, Held>();
  readonly #waiting = new Map<string, Waiting>();
  readonly #outbox: { message: ClientFrameData<'message:send'>; acked: (seq: number) => void }[] = [];
  #sending = false;
  #frames = 0;
  #cursor: string | undefined;
  #socket: WebSocket | undefined;

  constructor(url: string, person: Person, onMessage: (message: Handed) => void) {
    this.#url = url;
    this.person = person;
    this.#onMessage = onMessage;
  }

  get connected(): boolean {
    return this.#socket !== undefined;
  }

  /** Opens a socket and goes on with what waits to be sent. */
  async connect(): Promise<void> {
    this.requests += 1;
    const socket = await openSocket(this.#url, this.person);
    this.#socket = socket;
    socket.on('message', (data) => this.#receive(data));
    socket.once('close', () => this.#disconnected(socket));
    this.#sendOutbox();
  }

  /** Cuts the connection off without a closing handshake, as a lost network does. */
  drop(): void {
    const socket = this.#socket;
    if (!socket) return;
    this.#disconnected(socket);
    socket.terminate();
  }

  async close(): Promise<void> {
    const socket = this.#socket;
    if (!socket) return;
    const closed = once(socket, 'close');
    socket.close();
    await closed;
  }

  /** Asks what changed and fetches it. Rejects if the connection is lost meanwhile. */
  async catchUp(): Promise<void> {
    let more: boolean;
    do {
      const reply = await this.request('sync', this.#cursor === undefined ? {} : { cursor: this.#cursor });
      for (const { id, lastSeq } of reply.conversations) await this.#fetchUpTo(id, lastSeq);
      this.#cursor = reply.cursor;
      more = reply.hasMore;
    } while (more);
  }

  /** Puts a message into the outbox; `acked` is called with its number. */
  send(message: ClientFrameData<'message:send'>, acked: (seq: number) => void): void {
    this.#outbox.push({ message, acked });
    this.#sendOutbox();
  }

  /** Sends one frame and waits for its ack. Rejects with `Disconnected`, and where the server answers an error. */
  async request<T extends ClientFrameType>(type: T, data: ClientFrameData<T>): Promise<AckData<T>> {
    const socket = this.#socket;
    if (!socket) throw new Disconnected();
    const id = String(++this.#frames);
    this.requests += 1;
    const answer = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    socket.send(JSON.stringify({ type, id, data }));
    return clientFrames[type].ack.parse(await answer) as AckData<T>;
  }

  /** How far the device has each conversation, and how far it knows that they reach. */
  get behind(): number {
    return [...this.#held.values()].reduce((sum, { upTo, known }) => sum + known - upTo, 0);
  }

  /** Whether everything put into the outbox was acked. */
  get sentAll(): boolean {
    return this.#outbox.length === 0;
  }

  #disconnected(socket: WebSocket): void {
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    for (const { reject } of this.#waiting.values()) reject(new Disconnected());
    this.#waiting.clear();
  }

  #receive(raw: RawData): void {
    const frame: unknown = JSON.parse((raw as Buffer).toString());
    const { type } = anyFrame.parse(frame);
    if (type === 'message:new') {
      this.#take(newMessage.parse(frame).data);
    } else if (type === 'ack') {
      const { id, data } = ackFrame.parse(frame);
      this.#waiting.get(id)?.resolve(data);
      this.#waiting.delete(id);
    } else if (type === 'error') {
      const { id = '', error } = errorFrame.parse(frame);
      this.#waiting.get(id)?.reject(new Error(`${error.code}: ${error.message}`));
      this.#waiting.delete(id);
    }
  }

  /** One message became known, by a push or an ack. */
  #take(message: Handed): void {
    const held = this.#heldOf(message.conversationId);
    if (message.seq <= held.upTo) return;
    held.early.set(message.seq, message);
    held.known = Math.max(held.known, message.seq);
    this.#handOn(held, held.upTo);
    if (held.early.size > 0) this.#inBackground(this.#fetchUpTo(message.conversationId, held.known));
  }

  /** Hands on what is there: all up to `complete`, where nothing else will come, and what follows without a gap. */
  #handOn(held: Held, complete: number): void {
    for (;;) {
      const next = held.upTo + 1;
      const message = held.early.get(next);
      if (!message && next > complete) return;
      held.upTo = next;
      if (!message) continue;
      held.early.delete(next);
      this.#onMessage(message);
    }
  }

  async #fetchUpTo(conversationId: string, seq: number): Promise<void> {
    const held = this.#heldOf(conversationId);
    held.known = Math.max(held.known, seq);
    if (held.upTo >= held.known) return;
    held.fetching ??= this.#fetch(conversationId, held);
    await held.fetching;
  }

  /** Fetches until no known entry is missing. A caller that learns of more meanwhile joins this run. */
  async #fetch(conversationId: string, held: Held): Promise<void> {
    try {
      while (held.upTo < held.known) await this.#fetchPage(conversationId, held);
    } finally {
      delete held.fetching;
    }
  }

  async #fetchPage(conversationId: string, held: Held): Promise<void> {
    this.requests += 1;
    const path = `/conversations/${conversationId}/changes?after=${held.upTo}&limit=${pageSize}`;
    const page = await call(this.#url, path, changesPage, { token: this.person.token });
    if (page.reset) {
      await this.#load(conversationId, held, page.upTo);
      return;
    }
    for (const item of page.items) if (item.seq > held.upTo) held.early.set(item.seq, item);
    this.#handOn(held, page.upTo);
    if (!page.hasMore && held.upTo < held.known) await sleep(askAgainMs);
  }

  /** Too much for `changes`: goes back through the history to where the device was. */
  async #load(conversationId: string, held: Held, upTo: number): Promise<void> {
    let query: string | undefined = `before=${upTo + 1}`;
    while (query !== undefined) {
      this.requests += 1;
      const path = `/conversations/${conversationId}/messages?limit=${pageSize}&${query}`;
      const page: MessagePage = await call(this.#url, path, messagePage, { token: this.person.token });
      for (const item of page.items) if (item.seq > held.upTo) held.early.set(item.seq, item);
      const reached = (page.items[0]?.seq ?? 0) <= held.upTo + 1;
      query =
        page.nextCursor === null || reached ? undefined : `cursor=${encodeURIComponent(page.nextCursor)}`;
    }
    this.#handOn(held, upTo);
  }

  #heldOf(conversationId: string): Held {
    let held = this.#held.get(conversationId);
    if (!held) {
      held = { upTo: 0, known: 0, early: new Map() };
      this.#held.set(conversationId, held);
    }
    return held;
  }

  #sendOutbox(): void {
    if (!this.#sending) this.#inBackground(this.#sendWaiting());
  }

  async #sendWaiting(): Promise<void> {
    this.#sending = true;
    try {
      for (let next = this.#outbox[0]; next && this.#socket; next = this.#outbox[0]) {
        const { message, acked } = next;
        const { seq } = await this.request('message:send', message);
        this.#outbox.shift();
        acked(seq);
        this.#take({ ...message, seq, senderId: this.person.id });
      }
    } catch (error) {
      // a message without an ack stays in the outbox for the next connection
      if (!(error instanceof Disconnected)) throw error;
    } finally {
      this.#sending = false;
    }
    if (this.#outbox.length > 0 && this.#socket) this.#sendOutbox();
  }

  #inBackground(work: Promise<void>): void {
    work.catch((error: unknown) => {
      this.errors.push(error instanceof Error ? error : new Error(String(error)));
    });
  }
}

export function isDisconnected(error: unknown): boolean {
  return error instanceof Disconnected;
}
