import {
  createClient,
  memoryStorage,
  type ChatClient,
  type Clock,
  type Message,
  type Storage,
} from '../../../client/index.ts';

/** A person's device: a program on the client library, which may be started afresh on what the device has stored. */
export class ModelDevice {
  readonly username: string;
  client: ChatClient;
  /** Every message that its programs were handed. */
  readonly handed: Message[] = [];
  /** What they sent, in their order. */
  readonly sent: { conversationId: string; text: string }[] = [];
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
    client.onMessage((message) => this.handed.push(message));
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

  send(conversationId: string, text: string): void {
    this.sent.push({ conversationId, text });
    this.client.messages.send(conversationId, text).catch((error: unknown) => this.failures.push(error));
  }

  has(text: string): boolean {
    return this.handed.some((message) => message.text === text);
  }
}
