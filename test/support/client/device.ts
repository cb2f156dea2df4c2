import {
  clientFrames,
  serverEvents,
  type AckData,
  type ClientFrameData,
  type ClientFrameType,
  type FrameError,
  type SyncReply,
} from '../../../shared/protocol/index.ts';
import { GapRecovery, type RecoveryOptions } from './gap-recovery.ts';

/** A frame from the server. */
export interface ServerFrame {
  type: string;
  id?: string | undefined;
  data?: unknown;
  error?: FrameError | undefined;
}

/** An open socket, as a device uses it. */
export interface Link {
  send: (frame: string) => void;
  close: () => void;
  /** Ends it without a closing handshake. */
  terminate: () => void;
  /** Resolves when it has closed. */
  closed: Promise<unknown>;
}

/** When a device gives up an answer: it goes on by a new socket, and leaves the old one open. */
export interface Patience {
  /** Resolves when what is waited for from now on takes too long. */
  silence: () => Promise<unknown>;
  /** How often a message is sent, or a socket opened, before that counts as failed. */
  attempts: number;
}

export interface DeviceOptions {
  /** The id of the user. */
  userId: string;
  /** Opens a socket, which hands its frames to `onFrame`. */
  open: (onFrame: (frame: ServerFrame) => void) => Promise<Link>;
  /** With patience, the device opens sockets by itself. Without, it waits for answers, and for the next `connect`. */
  patience?: Patience;
  /** With it, the device fills gaps and hands messages on. Without, it takes what comes. */
  recovery?: RecoveryOptions;
  /** Sees every frame from every socket. */
  onFrame?: (frame: ServerFrame) => void;
}

/** The socket closed before the answer came. */
class Disconnected extends Error {
  override readonly name = 'Disconnected';
}

/** The server answered with an error. */
class RefusedFrame extends Error {
  override readonly name = 'RefusedFrame';
  readonly code: string;
  constructor({ code, message }: FrameError) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

interface Waiting {
  link: Link;
  resolve: (data: unknown) => void;
  reject: (error: Error) => void;
}
type Outgoing = Omit<ClientFrameData<'message:send'>, 'repeat'>;
type Outcome = { ack: AckData<'message:send'> } | { error: unknown } | { silent: true };

/**
 * The least of a client that loses nothing: it sends a message until it is answered, syncs, and, with `recovery`, hands
 * each message on once and in order.
 */
export class Device {
  /** Frames sent, sockets opened and HTTP requests made. */
  requests = 0;
  /** What failed in the background. */
  readonly errors: Error[] = [];
  readonly #options: DeviceOptions;
  readonly #recovery: GapRecovery | undefined;
  readonly #waiting = new Map<string, Waiting>();
  readonly #heads = new Map<string, SyncReply['conversations'][number]>();
  /** All open sockets; frames go out by the current one. */
  readonly #open = new Set<Link>();
  #current: Link | undefined;
  #next = Promise.withResolvers<Link>();
  #lastInTurn: Promise<unknown> = Promise.resolve();
  #frames = 0;
  #cursor: string | undefined;

  constructor(options: DeviceOptions) {
    this.#options = options;
    const { recovery } = options;
    this.#recovery =
      recovery &&
      new GapRecovery({
        ...recovery,
        get: (path, schema) => {
          this.requests += 1;
          return recovery.get(path, schema);
        },
      });
  }

  /** Opens a socket, and makes it the current one. Rejects if it does not open. */
  async connect(): Promise<void> {
    this.#use(await this.#openLink());
  }

  /** The current socket. With patience, the device opens one; without, it waits until it is connected. */
  async connected(): Promise<Link> {
    const { patience } = this.#options;
    if (!patience) return this.#current ?? this.#next.promise;
    for (let attempt = 1; attempt <= patience.attempts; attempt += 1) {
      if (this.#current) return this.#current;
      const silence = patience.silence();
      const opening = this.#openLink().catch(() => undefined); // refused, or killed in the middle of it
      const link = await Promise.race([opening, silence.then(() => undefined)]);
      if (link) this.#use(link);
    }
    throw new Error('no socket could be opened');
  }

  /** Cuts all connections off without a closing handshake, as a lost network does. */
  drop(): void {
    for (const link of [...this.#open]) {
      this.#lost(link);
      link.terminate();
    }
  }

  /** Cuts off all sockets but the current one. */
  dropOlder(): void {
    for (const link of this.#open) if (link !== this.#current) link.terminate();
  }

  async close(): Promise<void> {
    const links = [...this.#open];
    for (const link of links) link.close();
    await Promise.all(links.map(({ closed }) => closed));
  }

  /**
   * Asks what changed since the last sync, and with `recovery` fetches it. Returns how all conversations stand. Rejects if
   * the device is not connected, or the connection is lost meanwhile.
   */
  async catchUp(): Promise<SyncReply['conversations']> {
    let more: boolean;
    do {
      const reply = await this.request('sync', this.#cursor === undefined ? {} : { cursor: this.#cursor });
      for (const head of reply.conversations) {
        this.#heads.set(head.id, head);
        await this.#recovery?.fetchUpTo(head.id, head.lastSeq);
      }
      this.#cursor = reply.cursor;
      more = reply.hasMore;
    } while (more);
    return [...this.#heads.values()];
  }

  /** Sends a message, in `copies` equal frames, until one is acknowledged. Throws what else it is answered. */
  async send(message: Outgoing, copies = 1): Promise<AckData<'message:send'>> {
    const { patience } = this.#options;
    for (let attempt = 1; attempt <= (patience?.attempts ?? Infinity); attempt += 1) {
      const silence = patience?.silence();
      const link = await this.connected();
      const data = { ...message, ...(attempt > 1 && { repeat: true }) };
      const answer = this.#ask(link, `${message.clientId}/${attempt}`, 'message:send', data, copies).then(
        (ack): Outcome => ({ ack }),
        (error: unknown): Outcome => ({ error }),
      );
      const late = silence?.then((): Outcome => ({ silent: true }));
      const outcome = await (late ? Promise.race([answer, late]) : answer);
      if ('ack' in outcome) {
        const { seq } = outcome.ack;
        this.#take({ ...message, seq, senderId: this.#options.userId });
        return outcome.ack;
      }
      if ('silent' in outcome) this.#current = undefined;
      else if (!isPassing(outcome.error, patience)) throw outcome.error;
    }
    throw new Error(`${message.clientId} was never acknowledged`);
  }

  /** As `send`, after all earlier ones that were sent in turn. */
  sendInTurn(message: Outgoing): Promise<AckData<'message:send'>> {
    const sent = this.#lastInTurn.then(() => this.send(message));
    this.#lastInTurn = sent.catch(() => undefined); // the caller hears of it
    return sent;
  }

  /** Sends a message once, whatever becomes of it. */
  async mention(message: Outgoing): Promise<void> {
    const link = await this.connected();
    link.send(JSON.stringify({ type: 'message:send', id: `${message.clientId}/1`, data: message }));
  }

  /** Sends one frame by the current socket and waits for its ack. Rejects if there is none, it closes, or the server refuses. */
  async request<T extends ClientFrameType>(type: T, data: ClientFrameData<T>): Promise<AckData<T>> {
    if (!this.#current) throw new Disconnected();
    return this.#ask(this.#current, String(++this.#frames), type, data);
  }

  /** Waits for everything that was posted to its sockets. */
  async receiveAll(): Promise<void> {
    await Promise.all([...this.#open].map((link) => this.#ask(link, String(++this.#frames), 'ping', {})));
  }

  async #openLink(): Promise<Link> {
    this.requests += 1;
    return this.#options.open((frame) => this.#receive(frame));
  }

  #use(link: Link): void {
    this.#open.add(link);
    this.#current = link;
    this.#next.resolve(link);
    void link.closed.then(() => this.#lost(link));
  }

  #lost(link: Link): void {
    this.#open.delete(link);
    if (this.#current === link) {
      this.#current = undefined;
      this.#next = Promise.withResolvers();
    }
    for (const [id, waiting] of this.#waiting) {
      if (waiting.link !== link) continue;
      this.#waiting.delete(id);
      waiting.reject(new Disconnected());
    }
  }

  async #ask<T extends ClientFrameType>(
    link: Link,
    id: string,
    type: T,
    data: ClientFrameData<T>,
    copies = 1,
  ): Promise<AckData<T>> {
    const answer = new Promise<unknown>((resolve, reject) =>
      this.#waiting.set(id, { link, resolve, reject }),
    );
    const frame = JSON.stringify({ type, id, data });
    for (let copy = 1; copy <= copies; copy += 1) {
      this.requests += 1;
      link.send(frame);
    }
    return clientFrames[type].ack.parse(await answer) as AckData<T>;
  }

  #receive(frame: ServerFrame): void {
    this.#options.onFrame?.(frame);
    const { type, id = '', data, error } = frame;
    if (type === 'message:new') {
      if (this.#recovery) this.#take(serverEvents['message:new'].data.parse(data));
    } else if (type === 'ack') {
      this.#waiting.get(id)?.resolve(data);
      this.#waiting.delete(id);
    } else if (type === 'error' && error) {
      this.#waiting.get(id)?.reject(new RefusedFrame(error));
      this.#waiting.delete(id);
    }
  }

  #take(message: Parameters<GapRecovery['take']>[0]): void {
    this.#recovery?.take(message).catch((error: unknown) => {
      this.errors.push(error instanceof Error ? error : new Error(String(error)));
    });
  }
}

export function isDisconnected(error: unknown): boolean {
  return error instanceof Disconnected;
}

/** Whether a message is sent again after this: when it was cut off, and with patience when the server has trouble. */
const isPassing = (error: unknown, patience: Patience | undefined) =>
  error instanceof Disconnected ||
  (patience !== undefined && error instanceof RefusedFrame && error.code === 'service_unavailable');
