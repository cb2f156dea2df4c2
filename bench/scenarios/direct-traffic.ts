import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import type { RawData, WebSocket } from 'ws';
import { errorFrame } from '../../shared/protocol/index.ts';
import { Ledger } from '../support/ledger.ts';
import type { Traffic } from '../support/measure-load.ts';
import type { MessageTexts } from '../support/message-texts.ts';
import { mapParallel, openSocket, type Person } from '../support/people.ts';

/** What people and their conversations are: people 2n and 2n + 1 are in conversation n. */
export interface Pairs {
  people: readonly Person[];
  conversations: readonly string[];
}

/** Frames are not parsed but searched: two come in per message, and the server needs the CPU. */
const seqIn = (frame: string) => Number(/"seq":(\d+)/.exec(frame)?.[1]);
const frameNumberIn = (frame: string) => Number(/"id":"(\d+)"/.exec(frame)?.[1]);

/** The sockets of pairs of people, sending in turn over all pairs, and the ledger of what came of it. */
export class DirectTraffic implements Traffic {
  readonly pairs: Pairs;
  readonly texts: MessageTexts;
  readonly ledger: Ledger;
  readonly errors = new Map<string, number>();
  onDelivered: (conversation: number) => void = () => undefined;
  readonly #sockets: readonly WebSocket[];
  /** How many messages each conversation has sent. */
  readonly #turns: Uint32Array;
  #next = 0;

  private constructor(pairs: Pairs, sockets: readonly WebSocket[], texts: MessageTexts, capacity: number) {
    this.pairs = pairs;
    this.texts = texts;
    this.ledger = new Ledger(capacity);
    this.#sockets = sockets;
    this.#turns = new Uint32Array(pairs.conversations.length);
    sockets.forEach((socket, person) => {
      socket.on('message', (data) => this.#receive(person, data));
    });
  }

  /** Opens everybody's socket. At most `capacity` messages can be sent. */
  static async open(
    url: string,
    pairs: Pairs,
    texts: MessageTexts,
    capacity: number,
  ): Promise<DirectTraffic> {
    const sockets = await mapParallel(pairs.people, (person) => openSocket(url, person));
    return new DirectTraffic(pairs, sockets, texts, capacity);
  }

  sendNext(dueAt: number): void {
    this.send(this.#next, dueAt);
    this.#next = (this.#next + 1) % this.#turns.length;
  }

  /** From both sides in turn. */
  send(conversation: number, dueAt: number): void {
    const turn = this.#turns[conversation] ?? 0;
    this.#turns[conversation] = turn + 1;
    const number = this.ledger.send(dueAt);
    const id = this.pairs.conversations[conversation] ?? '';
    this.#sockets[conversation * 2 + (turn % 2)]?.send(
      `{"type":"message:send","id":"${number}","data":{"conversationId":"${id}",` +
        `"clientId":"bench-${number}","text":"${this.texts.of(number)}"}}`,
    );
  }

  get conversations(): number {
    return this.#turns.length;
  }

  #receive(person: number, data: RawData): void {
    const now = performance.now();
    const frame = (data as Buffer).toString('latin1');
    if (frame.includes('"type":"ack"')) {
      this.ledger.ack(frameNumberIn(frame), seqIn(frame));
    } else if (frame.includes('"type":"message:new"')) {
      const number = this.texts.numberIn(frame);
      if (this.ledger.deliver(number, person, seqIn(frame), now)) this.onDelivered(Math.floor(person / 2));
    } else if (frame.includes('"type":"error"')) {
      const { code } = errorFrame.parse(JSON.parse(frame)).error;
      this.errors.set(code, (this.errors.get(code) ?? 0) + 1);
    }
  }

  async close(): Promise<void> {
    await Promise.all(
      this.#sockets.map(async (socket) => {
        const closed = once(socket, 'close');
        socket.close();
        await closed;
      }),
    );
  }
}
