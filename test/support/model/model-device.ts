import {
  createClient,
  memoryStorage,
  type ChatClient,
  type Clock,
  type Expiry,
  type Message,
  type Storage,
} from '../../../client/index.ts';

/** What can become of a message. */
export type Change = 'edit' | 'delete' | 'react' | 'unreact';

/** A person's device: a program on the client library, which may be started afresh on what the device has stored. */
export class ModelDevice {
  readonly username: string;
  client: ChatClient;
  /** Every message that its programs were handed. */
  readonly handed: Message[] = [];
  /** What it shows of them by now, by their ids. */
  readonly shown = new Map<string, Message>();
  /** What they sent, in their order, by its text and its `clientId` at once. */
  readonly sent: { conversationId: string; text: string; expires: Expiry | undefined }[] = [];
  /** How many changes of messages wait for their answer. */
  changing = 0;
  #changes = 0;
  /** What should not have happened. */
  readonly failures: unknown[] = [];
  readonly #baseUrl: string;
  readonly #clock: Clock;
  readonly #storage: Storage = memoryStorage();
  #socket: WebSocket | undefined;

  constructor(options: { username: string; baseUrl: string; clock: Clock }) {
    this.username = options.username;
    this.#baseUrl = options.baseUrl;
    this.#clock = options.clock;
    this.client = this.#start();
  }

  #start(): ChatClient {
    const remember = (socket: WebSocket) => {
      this.#socket = socket;
    };
    class RememberedSocket extends WebSocket {
      constructor(...args: ConstructorParameters<typeof WebSocket>) {
        super(...args);
        remember(this);
      }
    }
    const client = createClient({
      baseUrl: this.#baseUrl,
      clock: this.#clock,
      storage: this.#storage,
      WebSocket: RememberedSocket,
    });
    client.onMessage((message) => {
      this.handed.push(message);
      this.#show(message);
    });
    client.on('message:updated', (message) => this.#show(message));
    client.on('message:deleted', (message) => this.#show(message));
    client.on('message:failed', ({ error }) => this.failures.push(error));
    client.on('error', (error) => this.failures.push(error));
    return client;
  }

  /** Begins to connect; it may be disconnected before it is through. */
  connect(): void {
    this.client.connect().catch((error: unknown) => {
      const disconnected = error instanceof Error && 'code' in error && error.code === 'disconnected';
      if (!disconnected) this.failures.push(error);
    });
  }

  /** The connection breaks. */
  cut(): void {
    this.#socket?.close();
  }

  /** The program ends, and another one takes over from what it has stored. */
  async reload(): Promise<void> {
    this.client.disconnect();
    await this.client.stored();
    this.client = this.#start();
    await this.client.restore();
    this.connect();
  }

  send(conversationId: string, text: string, expires?: Expiry): void {
    this.sent.push({ conversationId, text, expires });
    this.client.messages
      .send(conversationId, text, { clientId: text, ...(expires && { expires }) })
      .catch((error: unknown) => this.failures.push(error));
  }

  /** Reads a conversation up to the newest message that it was handed. It may be lost: the next reading makes up for it. */
  read(conversationId: string): void {
    const newest = this.handed.findLast((one) => one.conversationId === conversationId);
    if (newest) this.client.messages.markRead(conversationId, newest.seq).catch(() => undefined);
  }

  /**
   * Changes a message that it was handed, `back` from the newest. It may be refused, or its answer be lost: what came of it, the
   * history says.
   */
  change(what: Change, conversationId: string, back: number): void {
    const isOwn = ({ senderId }: Message) => senderId === this.client.userId;
    const fits = what === 'edit' || what === 'delete' ? isOwn : () => true;
    const known = this.handed.filter((one) => one.conversationId === conversationId).filter(fits);
    const message = known.at(-1 - back);
    if (message === undefined) return;
    const { seq } = message;
    this.#changes += 1;
    const { messages } = this.client;
    const calls: Record<Change, () => Promise<unknown>> = {
      edit: () => messages.edit(conversationId, seq, `${message.clientId}, edit ${this.#changes}`),
      delete: () => messages.delete(conversationId, seq),
      react: () => messages.react(conversationId, seq, '👍'),
      unreact: () => messages.unreact(conversationId, seq, '👍'),
    };
    this.changing += 1;
    calls[what]()
      .catch(() => undefined)
      .finally(() => (this.changing -= 1));
  }

  /** Of two readings of a message, the one with the later change. */
  #show(message: Message): void {
    const before = this.shown.get(message.id)?.changeSeq ?? 0;
    if ((message.changeSeq ?? 0) >= before) this.shown.set(message.id, message);
  }

  has(text: string): boolean {
    return this.handed.some((message) => message.text === text);
  }
}
