import type { AckData, SyncReply } from '../../../shared/protocol/index.ts';
import type { FaultyWorld } from './fault-world.ts';
import type { Person } from '../backend/runtime.ts';
import type { Frame, TestSocket } from '../backend/test-socket.ts';

export type Ack = AckData<'message:send'>;

/** More than an honest client needs when a few calls fail. */
export const maxAttempts = 30;

/** An honest client on one device: it sends until it is answered, by new sockets where that takes too long. */
export class Device {
  readonly person: Person;
  readonly #world: FaultyWorld;
  /** All of late, and those that are still open. */
  #sockets: TestSocket[] = [];
  readonly #open = new Set<TestSocket>();
  #current: TestSocket | undefined;
  #cursor: string | undefined;
  readonly #heads = new Map<string, SyncReply['conversations'][number]>();

  constructor(world: FaultyWorld, person: Person) {
    this.#world = world;
    this.person = person;
  }

  /** Frames of a type from every socket of late. */
  frames(type: string): Frame[] {
    return this.#sockets.flatMap(({ frames }) => frames).filter((frame) => frame.type === type);
  }

  /** An open socket. */
  async connected(): Promise<TestSocket> {
    for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
      if (this.#current) return this.#current;
      const silence = this.#world.plan.silence();
      const api = await this.#world.api();
      const opening = api.socket(this.person).catch(() => undefined); // refused, or killed in the middle of it
      const socket = await Promise.race([opening, silence.then(() => undefined)]);
      if (socket) this.#use(socket);
    }
    throw new Error('no socket could be opened');
  }

  #use(socket: TestSocket): void {
    this.#sockets.push(socket);
    this.#open.add(socket);
    this.#current = socket;
    void socket.closed.then(() => {
      this.#open.delete(socket);
      if (this.#current === socket) this.#current = undefined;
    });
  }

  /** Sends a message once, without caring what becomes of it. */
  async mention(conversationId: string, clientId: string): Promise<void> {
    const socket = await this.connected();
    socket.send(sending(conversationId, clientId, `${clientId}/1`));
  }

  /** Sends a message until it is acknowledged; its frames arrive `copies` times. */
  async send(conversationId: string, clientId: string, copies = 1): Promise<Ack> {
    for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
      const silence = this.#world.plan.silence();
      const socket = await this.connected();
      const id = `${clientId}/${attempt}`;
      const reply = socket.wait((frame) => frame.id === id).catch(() => undefined); // the socket closed
      const frame = sending(conversationId, clientId, id, attempt > 1);
      for (let copy = 1; copy <= copies; copy += 1) socket.send(frame);
      const answer = await Promise.race([reply, silence.then(() => undefined)]);
      if (answer?.type === 'ack') return answer.data as Ack;
      // the old socket stays open: a late answer still arrives there
      if (answer === undefined) this.#current = undefined;
      else if (answer.error?.code !== 'service_unavailable') {
        throw new Error(`refused: ${JSON.stringify(answer)}`);
      }
    }
    throw new Error(`${clientId} was never acknowledged`);
  }

  /** How conversations stand, by what this sync and those before it told. */
  async sync(): Promise<SyncReply['conversations']> {
    const socket = await this.connected();
    for (let more = true; more;) {
      const data = this.#cursor === undefined ? {} : { cursor: this.#cursor };
      const reply = await socket.request<SyncReply>('sync', data);
      if (!reply.data) throw new Error(`refused: ${JSON.stringify(reply)}`);
      for (const head of reply.data.conversations) this.#heads.set(head.id, head);
      this.#cursor = reply.data.cursor;
      more = reply.data.hasMore;
    }
    return [...this.#heads.values()];
  }

  /** Waits for everything that was posted to its sockets. */
  async receiveAll(): Promise<void> {
    await Promise.all([...this.#open].map((socket) => socket.request('ping')));
  }

  /** Begins anew with the current socket alone. */
  forget(): void {
    for (const socket of this.#sockets) if (socket !== this.#current) socket.terminate();
    this.#sockets = this.#current ? [this.#current] : [];
  }

  cutOff(): void {
    this.#current = undefined;
    for (const socket of this.#sockets) socket.terminate();
  }
}

const sending = (conversationId: string, clientId: string, id: string, repeat = false) => ({
  type: 'message:send',
  id,
  data: { conversationId, clientId, text: clientId, ...(repeat && { repeat }) },
});
