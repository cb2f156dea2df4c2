import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ClientFrameData, Message, ServerEvents } from '../../../../client/api/protocol.ts';
import { ChatClientError } from '../../../../client/errors.ts';
import { Emitter } from '../../../../client/platform/events.ts';
import type { UserSession } from '../../../../client/session/user-session.ts';
import type { FeedEvents } from '../../../../client/state/feed.ts';
import { laterText, Pieces } from '../../../../client/state/pieces.ts';
import { MessageWriter } from '../../../../client/streams/message-writer.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { propertyRuns } from '../../../support/property-runs.ts';
import { microtasks } from '../../../support/microtasks.ts';

type Piece = ServerEvents['message:appended'];
/** What becomes of an append and of its push. */
type Fate = 'done' | 'refused' | 'answer lost' | 'push lost' | 'push late';

const place = { conversationId: 'cnv_1', seq: 7 };
const unwritten: Message = {
  id: 'msg_1',
  ...place,
  senderId: 'usr_1',
  kind: 'text',
  text: '',
  streaming: true,
  attachments: [],
  replyTo: null,
  createdAt: '2026-11-20T09:00:00.000Z',
  editedAt: null,
  deletedAt: null,
  status: 'sent',
};
const lost = () => new ChatClientError('connection_lost', 'The connection was lost.');

/** The server as the contract says, behind a link that loses and reorders what the test says. */
class Server {
  message = unwritten;
  checkpoints = 0;
  readonly #clock: ManualClock;
  #fates: Fate[];
  readonly #push: (piece: Piece) => void;
  readonly #late: Piece[] = [];
  #storedAt: number;

  constructor(clock: ManualClock, fates: readonly Fate[], push: (piece: Piece) => void) {
    this.#clock = clock;
    this.#fates = [...fates];
    this.#push = push;
    this.#storedAt = clock.elapsed();
  }

  /** From now on the link loses nothing. */
  calm(): void {
    this.#fates = [];
  }

  async append({ offset, text, checkpoint }: ClientFrameData<'message:append'>): Promise<{ offset: number }> {
    const fate = this.#fates.shift() ?? 'done';
    await Promise.resolve();
    if (fate === 'refused') throw lost();
    const { text: stored } = this.message;
    const known = stored.slice(offset);
    if (offset > stored.length || !(text.startsWith(known) || known.startsWith(text))) {
      throw new ChatClientError('stream_conflict', 'The text does not go on.');
    }
    const piece = { ...place, offset: stored.length, text: text.slice(known.length) };
    if (checkpoint && this.#clock.elapsed() - this.#storedAt >= 1_000) {
      this.#storedAt = this.#clock.elapsed();
      this.checkpoints += 1;
      this.message = { ...this.message, text: stored + piece.text };
    }
    if (fate === 'push late') this.#late.push(piece);
    else {
      if (fate !== 'push lost') this.#push(piece);
      for (const late of this.#late.splice(0).reverse()) this.#push(late);
    }
    if (fate === 'answer lost') throw lost();
    return { offset: this.message.text.length };
  }
}

/** A reader's device, which gets the message where it lacks a piece. */
class Reader {
  message: Message = unwritten;
  readonly #server: () => Message;
  readonly #pieces = new Pieces();

  constructor(server: () => Message) {
    this.#server = server;
  }

  readonly receive = (piece: Piece): void => {
    this.#pieces.note(piece);
    if (piece.offset > this.message.text.length) this.read();
    this.message = this.#pieces.applied(this.message);
  };

  /** As after a reconnect. */
  read(): void {
    const read = this.#server();
    this.message = this.#pieces.applied({ ...read, text: laterText(this.message, read) });
  }
}

const fates = fc.array(fc.constantFrom<Fate>('done', 'refused', 'answer lost', 'push lost', 'push late'), {
  maxLength: 60,
});
const token = fc.oneof(
  fc.constantFrom(' the', 'ing', '\r', '\n', '\r\n', '\ud83d', '\ude00', '🌍', '\u0007'),
  fc.string({ maxLength: 400, unit: 'binary' }),
);
const step = fc.record({ token, pause: fc.constantFrom(10, 50, 150, 250, 3_000) });

test('a text that is written over a link that loses and reorders is the same on both sides', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60 }), fates, async (steps, given) => {
      const clock = new ManualClock();
      const reader = new Reader(() => server.message);
      const server: Server = new Server(clock, given, (piece) => reader.receive(piece));
      const user = { receive: () => undefined } as Partial<UserSession> as UserSession;
      const writer = new MessageWriter(
        {
          clock,
          random: (bytes) => new Uint8Array(bytes),
          feed: new Emitter<FeedEvents>(),
          user,
          append: (data) => server.append(data),
        },
        { id: unwritten.id, ...place },
      );
      for (const { token: written, pause } of steps) {
        writer.write(written);
        for (let passed = 0; passed < pause; passed += 50) {
          clock.advance(Math.min(50, pause));
          await microtasks(20);
        }
        // it never shows what was not written
        expect(writer.text.startsWith(reader.message.text)).toBe(true);
        expect(writer.text.startsWith(server.message.text)).toBe(true);
      }
      expect(writer.signal.reason).toBeUndefined();
      server.calm();
      // the pause after the last token: whatever was lost, all of it is stored, and everyone has it
      for (let passed = 0; passed < 25_000; passed += 100) {
        clock.advance(100);
        await microtasks(20);
      }
      expect(server.message.text).toBe(writer.text);
      expect(reader.message.text).toBe(writer.text);
      const late = new Reader(() => server.message);
      late.read();
      expect(late.message.text).toBe(writer.text);
    }),
    { numRuns: propertyRuns(60) },
  );
});
