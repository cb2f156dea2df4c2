import { performance } from 'node:perf_hooks';
import type { RawData, WebSocket } from 'ws';
import { errorFrame } from '../../shared/protocol/index.ts';
import { chunksOf } from '../support/chunks.ts';
import { Ledger } from '../support/ledger.ts';
import type { Traffic } from '../support/measure-load.ts';
import type { MessageTexts } from '../support/message-texts.ts';
import { mapParallel, openSocket, type Person } from '../support/people.ts';
import { closeAll } from '../support/sockets.ts';

/** A conversation of people who are in no other one. */
export interface Room {
  conversationId: string;
  members: readonly Person[];
}

/** Frames are not parsed but searched: many come in per message, and the server needs the CPU. */
const seqIn = (frame: string) => Number(/"seq":(\d+)/.exec(frame)?.[1]);
const frameNumberIn = (frame: string) => Number(/"id":"(\d+)"/.exec(frame)?.[1]);

/** The sockets of rooms of the same size, sending in turn over all rooms and members, and what came of it. */
export class ConversationTraffic implements Traffic {
  readonly texts: MessageTexts;
  readonly ledger: Ledger;
  readonly errors = new Map<string, number>();
  readonly #rooms: readonly Room[];
  /** By room and member. */
  readonly #sockets: readonly (readonly WebSocket[])[];
  readonly #size: number;
  /** How many messages each room has sent. */
  readonly #turns: Uint32Array;
  #next = 0;
  onDelivered: (conversation: number) => void = () => undefined;

  private constructor(
    rooms: readonly Room[],
    sockets: readonly (readonly WebSocket[])[],
    texts: MessageTexts,
    capacity: number,
  ) {
    this.texts = texts;
    this.#rooms = rooms;
    this.#sockets = sockets;
    this.#size = rooms[0]?.members.length ?? 0;
    this.ledger = new Ledger(capacity, this.#size);
    this.#turns = new Uint32Array(rooms.length);
    sockets.forEach((inRoom, room) => {
      inRoom.forEach((socket, slot) => socket.on('message', (data) => this.#receive(room, slot, data)));
    });
  }

  /** Opens a socket for each person. At most `capacity` messages can be sent. */
  static async open(
    url: string,
    rooms: readonly Room[],
    texts: MessageTexts,
    capacity: number,
  ): Promise<ConversationTraffic> {
    const everyone = rooms.flatMap(({ members }) => members);
    const sockets = await mapParallel(everyone, (person) => openSocket(url, person));
    const byRoom = chunksOf(sockets, rooms[0]?.members.length ?? 0);
    return new ConversationTraffic(rooms, byRoom, texts, capacity);
  }

  get conversations(): number {
    return this.#rooms.length;
  }

  sendNext(dueAt: number): void {
    this.send(this.#next, dueAt);
    this.#next = (this.#next + 1) % this.#rooms.length;
  }

  /** From every member in turn. */
  send(room: number, dueAt: number): void {
    const turn = this.#turns[room] ?? 0;
    this.#turns[room] = turn + 1;
    const sender = turn % this.#size;
    const number = this.ledger.send(dueAt, { sender, members: this.#size });
    this.#sockets[room]?.[sender]?.send(
      `{"type":"message:send","id":"${number}","data":{"conversationId":"${this.#rooms[room]?.conversationId ?? ''}",` +
        `"clientId":"bench-${number}","text":"${this.texts.of(number)}"}}`,
    );
  }

  #receive(room: number, slot: number, data: RawData): void {
    const now = performance.now();
    const frame = (data as Buffer).toString('latin1');
    if (frame.includes('"type":"message:new"')) {
      const number = this.texts.numberIn(frame);
      const arrival = { slot, row: room * this.#size + slot, order: seqIn(frame) };
      if (this.ledger.deliver(number, arrival, now)) this.onDelivered(room);
    } else if (frame.includes('"type":"ack"')) {
      this.ledger.ack(frameNumberIn(frame), seqIn(frame));
    } else if (frame.includes('"type":"error"')) {
      const { code } = errorFrame.parse(JSON.parse(frame)).error;
      this.errors.set(code, (this.errors.get(code) ?? 0) + 1);
    }
  }

  close(): Promise<void> {
    return closeAll(this.#sockets.flat());
  }
}
