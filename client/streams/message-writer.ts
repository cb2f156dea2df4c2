import {
  limits,
  type AckData,
  type ClientFrameData,
  type GivenEntity,
  type Message,
  type OpenedStream,
} from '../api/protocol.ts';
import { controlCharacter, isBlank, textErrors } from '../delivery/check-message.ts';
import { ChatClientError, hasCode } from '../errors.ts';
import type { Clock } from '../platform/clock.ts';
import type { Emitter } from '../platform/events.ts';
import type { Random } from '../platform/random.ts';
import type { UserSession } from '../session/user-session.ts';
import type { FeedEvents } from '../state/feed.ts';
import { untilPassed } from './until-passed.ts';

/** Between two appends: five a second. */
const appendMs = 200;
/** The text is stored when so much of it is not, in UTF-16 units, */
const checkpointUnits = 1_500;
/** when nothing was written for so long: then no piece comes by which others could make up for a lost one, */
const pauseMs = 2_000;
/** or when it was not for so long, also where nothing was written: the server ends a message that it does not hear of. */
const checkpointMs = 20_000;

export interface WriterContext {
  clock: Clock;
  random: Random;
  feed: Emitter<FeedEvents>;
  user: UserSession;
  append: (data: ClientFrameData<'message:append'>) => Promise<AckData<'message:append'>>;
}

export interface CloseOptions {
  /** What the message says in the end, where that is other than what was written: without its Markdown, say. */
  text?: string;
  /** What parts of the text are. Left out, the server finds mentions itself. */
  entities?: GivenEntity[];
}

/**
 * A message that is open: what is written shows at once on all devices, five times a second at most, and survives lost
 * connections. It ends by `close`, or because a user stopped it, which `signal` says.
 */
export class MessageWriter {
  readonly id: string;
  readonly conversationId: string;
  readonly seq: number;
  readonly #context: WriterContext;
  readonly #ended = new AbortController();
  readonly #stopListening: () => void;
  #text = '';
  /** The beginning of a character or of a line break that is not whole yet. */
  #rest = '';
  /** How much of the text the server has stored, how much was sent, and when it was stored last. */
  #stored = 0;
  #sent = 0;
  #storedAt: number;
  #lastAt = -Infinity;
  #appending: Promise<void> | undefined;
  #closing = false;
  #cancelTimer: () => void = () => undefined;

  constructor(context: WriterContext, opened: Pick<OpenedStream, 'id' | 'seq'> & { conversationId: string }) {
    this.#context = context;
    this.id = opened.id;
    this.seq = opened.seq;
    this.conversationId = opened.conversationId;
    this.#storedAt = context.clock.elapsed();
    this.#stopListening = context.feed.on('handed', ({ message: { changed } }) => {
      if (changed?.conversationId !== this.conversationId || changed.seq !== this.seq) return;
      if (!changed.streaming && !this.#closing) this.#end(endedError());
    });
    this.#plan();
  }

  /** All that was written so far. */
  get text(): string {
    return this.#text;
  }

  /**
   * Aborts when the message ends other than by `close`: its `reason` is a `ChatClientError`, with `stream_ended` where a user
   * stopped or deleted it, or the server gave it up; with `message_too_long` where nothing more fits, which `close` can
   * still end well; or with what else refuses it.
   */
  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  /** Writes on. Returns whether more is of use: `false` once the message has ended. */
  write(piece: string): boolean {
    if (this.signal.aborted || this.#closing) return false;
    const raw = this.#rest + piece;
    // half of a pair, and a carriage return that may belong to a line break, wait for what comes next
    const whole = /[\ud800-\udbff\r]$/.test(raw) ? raw.slice(0, -1) : raw;
    this.#rest = raw.slice(whole.length);
    const fitting = fit(this.#text, cleanText(whole));
    this.#text += fitting.text;
    this.#plan();
    if (fitting.whole) return true;
    this.#fail(new ChatClientError('message_too_long', 'The message has as much text as is possible.'));
    return false;
  }

  /**
   * Ends the message with what was written, or with another text, and resolves with it. One that says nothing is deleted. Rejects
   * with `stream_ended` where it had ended before, and what else refuses it; goes on after lost connections.
   */
  async close({ text = this.#text + cleanText(this.#rest), entities }: CloseOptions = {}): Promise<Message> {
    const { user } = this.#context;
    this.#closing = true;
    this.#cancelTimer();
    await this.#appending;
    const reason: unknown = this.signal.reason;
    if (this.signal.aborted && !hasCode(reason, 'message_too_long')) throw reason;
    const place = { conversationId: this.conversationId, seq: this.seq };
    try {
      return await untilPassed(this.#context, () =>
        isBlank(text)
          ? user.change('message:delete', place)
          : user.change('message:close', { ...place, text, ...(entities && { entities }) }),
      );
    } catch (error) {
      this.#end(error);
      throw error;
    } finally {
      this.#stopListening();
    }
  }

  /** Has the next append begin when it is due. */
  #plan(): void {
    if (this.signal.aborted || this.#closing || this.#appending) return;
    const { clock } = this.#context;
    const isNew = this.#text.length > this.#sent;
    const isUnstored = this.#text.length > this.#stored;
    const later = isUnstored ? this.#lastAt + pauseMs : this.#storedAt + checkpointMs;
    const due = isNew ? this.#lastAt + appendMs : later;
    this.#cancelTimer();
    this.#cancelTimer = clock.after(Math.max(0, due - clock.elapsed()), () => {
      this.#appending = this.#append().finally(() => {
        this.#appending = undefined;
        this.#plan();
      });
    });
  }

  /** Sends all that is not stored, and again for as long as it cannot be sent. Never rejects. */
  async #append(): Promise<void> {
    const { clock, append, user } = this.#context;
    const { conversationId, seq } = this;
    try {
      await untilPassed(
        this.#context,
        async () => {
          this.#lastAt = clock.elapsed();
          const [offset, text] = [this.#stored, this.#text.slice(this.#stored)];
          const checkpoint =
            text.length >= checkpointUnits ||
            this.#text.length === this.#sent ||
            this.#lastAt - this.#storedAt >= checkpointMs;
          // this socket gets no event of it
          user.receive({ type: 'message:appended', data: { conversationId, seq, offset, text } });
          const { offset: stored } = await append({ conversationId, seq, offset, text, checkpoint });
          this.#sent = offset + text.length;
          if (checkpoint && stored >= this.#sent) this.#storedAt = this.#lastAt;
          this.#stored = stored;
        },
        () => !this.signal.aborted && !this.#closing,
      );
    } catch (error) {
      if (!this.#closing) this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#cancelTimer();
    this.#ended.abort(error);
  }

  #end(error: unknown): void {
    this.#stopListening();
    if (!this.signal.aborted) this.#fail(error);
  }
}

const endedError = () => new ChatClientError('stream_ended', 'The message is not being written any more.');

const controlCharacters = new RegExp(controlCharacter, 'g');

/** The piece as the server takes it: with newlines as line breaks, without control characters and lone halves of pairs. */
const cleanText = (piece: string): string =>
  piece
    .replace(/\r\n?/g, '\n')
    .replace(controlCharacters, '')
    .replace(/\p{Cs}/gu, '\ufffd');

/** As much of a piece as a message has room for. */
function fit(text: string, piece: string): { text: string; whole: boolean } {
  if ((text.length + piece.length) * 3 <= limits.textBytes) return { text: piece, whole: true };
  if (textErrors(text + piece).length === 0) return { text: piece, whole: true };
  const characters = [...piece];
  let [from, to] = [0, characters.length];
  while (to - from > 1) {
    const middle = (from + to) >> 1;
    if (textErrors(text + characters.slice(0, middle).join('')).length === 0) from = middle;
    else to = middle;
  }
  return { text: characters.slice(0, from).join(''), whole: false };
}
