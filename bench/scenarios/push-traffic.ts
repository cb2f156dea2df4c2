import type { WebSocket } from 'ws';
import { errorFrame } from '../../shared/protocol/index.ts';
import { Ledger } from '../support/ledger.ts';
import type { Traffic } from '../support/measure-load.ts';
import type { MessageTexts } from '../support/message-texts.ts';
import { mapParallel, openSocket, type Person } from '../support/people.ts';
import type { ArrivedPush, PushService } from '../support/push-service.ts';
import { closeAll } from '../support/sockets.ts';
import type { TestBrowser } from '../../test/support/push/browser.ts';

/** A conversation of one who writes and one who is away, and the browser that one has. */
export interface Chat {
  conversationId: string;
  sender: Person;
  browser: TestBrowser;
}

const sender = 0;
const recipient = 1;
const members = 2;

/** The sockets of those who write: one message for each chat, which is delivered when the push service has its push. */
export class PushTraffic implements Traffic, AsyncDisposable {
  readonly ledger: Ledger;
  readonly errors = new Map<string, number>();
  readonly onDelivered = () => undefined;
  readonly #chats: readonly Chat[];
  readonly #sockets: ReadonlyMap<Person, WebSocket>;
  readonly #browsers: ReadonlyMap<string, TestBrowser>;
  readonly #texts: MessageTexts;

  private constructor(chats: readonly Chat[], sockets: ReadonlyMap<Person, WebSocket>, texts: MessageTexts) {
    this.ledger = new Ledger(chats.length, members);
    this.#chats = chats;
    this.#sockets = sockets;
    this.#texts = texts;
    this.#browsers = new Map(
      chats.map(({ browser }) => [new URL(browser.subscription.endpoint).pathname, browser]),
    );
    for (const socket of sockets.values()) socket.on('message', (data: Buffer) => this.#receive(data));
  }

  /** Opens a socket for each person who writes. */
  static async open(options: {
    url: string;
    service: PushService;
    chats: readonly Chat[];
    texts: MessageTexts;
  }): Promise<PushTraffic> {
    const { url, service, chats, texts } = options;
    const writers = [...new Set(chats.map((chat) => chat.sender))];
    const sockets = await mapParallel(
      writers,
      async (person) => [person, await openSocket(url, person)] as const,
    );
    const traffic = new PushTraffic(chats, new Map(sockets), texts);
    service.onPush = (push) => traffic.#pushed(push);
    return traffic;
  }

  get conversations(): number {
    return this.#chats.length;
  }

  sendNext(dueAt: number): void {
    this.send(this.ledger.sent, dueAt);
  }

  /** The one message of a chat, whose number is that of the chat. */
  send(chat: number, dueAt: number): void {
    const to = this.#chats[chat];
    if (!to) throw new Error('there is no further chat in which nothing was said yet');
    const number = this.ledger.send(dueAt, { sender, members });
    this.#sockets
      .get(to.sender)
      ?.send(
        `{"type":"message:send","id":"${number}","data":{"conversationId":"${to.conversationId}",` +
          `"clientId":"bench-${number}","text":"${this.#texts.of(number)}"}}`,
      );
  }

  #receive(data: Buffer): void {
    const frame = data.toString('latin1');
    if (frame.includes('"type":"ack"')) {
      this.ledger.ack(Number(/"id":"(\d+)"/.exec(frame)?.[1]), Number(/"seq":(\d+)/.exec(frame)?.[1]));
    } else if (frame.includes('"type":"error"')) {
      this.#failed(errorFrame.parse(JSON.parse(frame)).error.code);
    }
  }

  /** Opens it as the browser does: so it is known which message it is about, and that it can be read. */
  #pushed({ path, at, encoding, body }: ArrivedPush): void {
    const browser = this.#browsers.get(path);
    if (!browser) throw new Error(`no browser subscribed with ${path}`);
    const payload = browser.open({ headers: { 'content-encoding': encoding }, body });
    if (payload.type !== 'new') throw new Error(`a push of another type: ${payload.type}`);
    const number = this.#texts.numberIn(payload.body ?? '');
    this.ledger.deliver(number, { slot: recipient, row: number, order: 0 }, at);
  }

  #failed(code: string): void {
    this.errors.set(code, (this.errors.get(code) ?? 0) + 1);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await closeAll([...this.#sockets.values()].filter(({ readyState, OPEN }) => readyState === OPEN));
  }
}
