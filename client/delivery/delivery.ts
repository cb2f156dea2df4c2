import { CatchUp } from './catch-up.ts';
import type { Clock } from '../platform/clock.ts';
import { hasCode } from '../errors.ts';
import { parseJson } from '../api/json.ts';
import type { ChangesPage, ConversationHead, Message, MessagePage, SyncReply } from '../api/protocol.ts';
import { boolean, object, optional, read, record, refused, string, type Shape } from '../api/shapes.ts';
import type { Random } from '../platform/random.ts';
import type { Storage } from '../storage/storage.ts';
import { MessageStream } from './stream.ts';
import { WriteBehind } from '../storage/write-behind.ts';

/** Pushes overtake each other: so long a gap may close by itself. */
const gapMs = 300;
/** A number is given out before its message is stored: no send takes longer than this in between. */
const slowestSendMs = 15_000;

/** What is stored: one value, so that the cursor and what it told of never come apart. */
interface State {
  cursor?: string;
  complete: boolean;
  conversations: Record<string, Place>;
}
/** The position in a conversation, the highest number heard of, and whether the position is tentative. */
type Place = [position: number, known: number, tentative?: boolean];

const isSeq = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const place: Shape<Place> = (value) => {
  if (!Array.isArray(value) || value.length > 3) return refused;
  const [position, known, tentative] = value as unknown[];
  if (!isSeq(position) || !isSeq(known)) return refused;
  if (tentative === undefined) return [position, known];
  return typeof tentative === 'boolean' ? [position, known, tentative] : refused;
};
const storedState = object<State>({
  cursor: optional(string),
  complete: boolean,
  conversations: record(place),
});

interface DeliveryOptions {
  storage: Storage;
  storageKey: string;
  clock: Clock;
  random: Random;
  sync: (cursor: string | undefined) => Promise<SyncReply>;
  changes: (conversationId: string, after: number) => Promise<ChangesPage>;
  history: (conversationId: string, from: { after: number } | { cursor: string }) => Promise<MessagePage>;
  /** Hands an entry over, of any kind; every number between `after` and its own is void. Must not throw. */
  onMessage: (message: Message, after: number) => void;
  onReset: (conversationId: string) => void;
  /** A sync told this about a conversation; `first`: this device's first one, which tells of all. */
  onHead: (head: ConversationHead, first: boolean) => void;
  /** `behind` may have changed. */
  onProgress: () => void;
  onTrouble: (error: unknown) => void;
}

/**
 * Hands over each message of one person exactly once and in order, per conversation. The position is stored right
 * after a hand-over, at most a quarter of a second later: a program that dies in between is handed those messages
 * again when it is back, and none is lost.
 */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #streams = new Map<string, MessageStream<Message>>();
  readonly #catchUp: CatchUp;
  readonly #saved: WriteBehind;
  #cursor: string | undefined;
  /** Whether a sync has ever gone through to its end: conversations that turn up later are new. */
  #complete = false;
  /** What a sync found behind and is not caught up yet. */
  readonly #behind = new Set<string>();
  /** Streams whose messages are being handed over: a listener may cause more, which wait for their turn. */
  readonly #handing = new Set<MessageStream<Message>>();
  #pushes = false;
  #cancelSettling: () => void = () => undefined;
  #ended = false;

  constructor(options: DeliveryOptions) {
    const { storage, storageKey, clock, random, changes, history, onReset, onTrouble } = options;
    this.#options = options;
    this.#saved = new WriteBehind({
      storage,
      key: storageKey,
      clock,
      snapshot: () => this.#snapshot(),
      onTrouble,
    });
    this.#catchUp = new CatchUp({
      clock,
      random,
      changes,
      history,
      stream: (id) => this.#streams.get(id),
      onProgress: (id) => this.#proceed(id),
      onReset,
      onGone: (id) => this.#forget(id),
      onTrouble,
    });
  }

  /** Goes on from what is stored. To be called once, before anything else. */
  async load(): Promise<void> {
    const { storage, storageKey } = this.#options;
    const stored = read(storedState, parseJson((await storage.get(storageKey)) ?? ''));
    if (stored === undefined) return;
    this.#cursor = stored.cursor;
    this.#complete = stored.complete;
    for (const [id, [position, known, tentative]] of Object.entries(stored.conversations)) {
      this.#streams.set(id, new MessageStream(position, known, tentative));
    }
  }

  /** How many conversations are still to be caught up after a sync. */
  get behind(): number {
    return this.#behind.size;
  }

  /** Up to which number everything was handed over or is void; `undefined` where that is not known yet. */
  position(conversationId: string): number | undefined {
    return this.#streams.get(conversationId)?.position;
  }

  /** A message came in by itself. */
  receive(message: Message): void {
    this.#stream(message.conversationId).receive(message);
    this.#proceed(message.conversationId);
  }

  /** A number is known to be given out, whatever it stands for. */
  expect(conversationId: string, seq: number): void {
    this.#stream(conversationId).expect(seq);
    this.#proceed(conversationId);
  }

  /** A conversation as the server tells it. What came before is history, unless the conversation is new here. */
  track({ id, lastSeq }: { id: string; lastSeq: number }, isNew = this.#complete): void {
    const stream = this.#stream(id);
    if (isNew) stream.place(0);
    else stream.placeTentatively(lastSeq);
    this.expect(id, lastSeq);
  }

  /** There is a server to ask, which pushes or not; `sync` is to follow. */
  resume(pushes = true): void {
    this.#pushes = pushes;
    this.#catchUp.resume();
    if (this.#complete) this.#planSettling();
  }

  /** There is none. What was handed over is stored. */
  pause(): void {
    this.#cancelSettling();
    this.#catchUp.pause();
    this.#behind.clear();
    for (const stream of this.#streams.values()) stream.interrupt();
    this.store();
  }

  /** Stores the positions now rather than soon. */
  store(): void {
    this.#saved.flush();
  }

  /** Stores the positions; resolves when that is done. */
  async stored(): Promise<void> {
    this.store();
    await this.#saved.settled();
  }

  /** Hands over nothing more and removes what is stored. */
  async end(): Promise<void> {
    this.#ended = true;
    this.#cancelSettling();
    this.#catchUp.pause();
    this.#streams.clear();
    await this.#saved.drop();
  }

  /**
   * Asks which conversations changed and has them caught up, `atOnce` or, since pushes may be on their way, after a
   * moment. Whether there is anything new. Rejects when the server cannot be asked.
   */
  async sync(atOnce: boolean): Promise<boolean> {
    let news = false;
    for (let reply: SyncReply | undefined; reply?.hasMore !== false;) {
      reply = await this.#askSync(reply?.cursor ?? this.#cursor);
      if (this.#ended) return false;
      for (const head of reply.conversations) if (this.#learn(head, atOnce)) news = true;
      this.#cursor = reply.cursor;
      this.#saved.touch();
    }
    if (!this.#complete) {
      this.#complete = true;
      for (const stream of this.#streams.values()) stream.place(0);
      this.#planSettling();
    }
    // Also what was behind when the program ended, or the last connection.
    for (const [id, stream] of this.#streams) {
      if (stream.behind) this.#pursue(id, atOnce);
    }
    this.#options.onProgress();
    return news;
  }

  async #askSync(cursor: string | undefined): Promise<SyncReply> {
    try {
      return await this.#options.sync(cursor);
    } catch (error) {
      if (cursor === undefined || !hasCode(error, 'invalid_cursor')) throw error;
      return this.#options.sync(undefined);
    }
  }

  /** Whether the head told of something new. */
  #learn(head: ConversationHead, atOnce: boolean): boolean {
    const { id, lastSeq } = head;
    const stream = this.#stream(id);
    const news = lastSeq > Math.max(stream.known, stream.position ?? 0);
    stream.placeTentatively(lastSeq);
    stream.expect(lastSeq);
    this.#handOver(stream);
    const position = stream.position ?? 0;
    // A server that is behind has lost what was handed over here; unless the head is older than the last push.
    if (lastSeq < position) this.#catchUp.scheduleNow(id, true);
    else if (stream.behind) this.#pursue(id, atOnce);
    this.#options.onHead(head, !this.#complete);
    return news;
  }

  #pursue(conversationId: string, atOnce: boolean): void {
    if (atOnce) {
      this.#behind.add(conversationId);
      this.#catchUp.scheduleNow(conversationId);
    } else {
      this.#catchUp.scheduleIn(conversationId, gapMs);
    }
  }

  /** The conversation's stream; one that is unknown after the first sync is new, and begins at its beginning. */
  #stream(conversationId: string): MessageStream<Message> {
    const known = this.#streams.get(conversationId);
    if (known !== undefined) return known;
    const stream = new MessageStream<Message>(this.#complete ? 0 : undefined);
    this.#streams.set(conversationId, stream);
    return stream;
  }

  /** Hands over what follows on; if a gap stays open, what is missing will be asked for. */
  #proceed(conversationId: string): void {
    const stream = this.#streams.get(conversationId);
    if (stream === undefined) return;
    this.#handOver(stream);
    this.#saved.touch();
    if (stream.behind && stream.tentative) this.#catchUp.scheduleNow(conversationId);
    else if (stream.behind) this.#catchUp.scheduleIn(conversationId, gapMs);
    else if (this.#behind.delete(conversationId)) this.#options.onProgress();
  }

  #handOver(stream: MessageStream<Message>): void {
    if (this.#handing.has(stream)) return;
    this.#handing.add(stream);
    while (!this.#ended) {
      const after = stream.position ?? 0;
      const message = stream.take();
      if (message === undefined) break;
      this.#options.onMessage(message, after);
    }
    this.#handing.delete(stream);
  }

  /**
   * After a while nothing is on its way any more that was when the first sync told where conversations begin. What came
   * of it while nothing was pushed stays unknown: then what an app cached may lack it.
   */
  #planSettling(): void {
    const tentative = [...this.#streams].filter(([, stream]) => stream.tentative);
    this.#cancelSettling();
    if (tentative.length === 0) return;
    if (!this.#pushes) for (const [, stream] of tentative) stream.interrupt();
    this.#cancelSettling = this.#options.clock.after(slowestSendMs, () => {
      for (const [id, stream] of tentative) {
        if (stream.doubtful) this.#options.onReset(id);
        stream.settle();
        this.#proceed(id);
      }
    });
  }

  #forget(conversationId: string): void {
    this.#streams.delete(conversationId);
    this.#saved.touch();
    if (this.#behind.delete(conversationId)) this.#options.onProgress();
  }

  #snapshot(): string {
    const conversations: State['conversations'] = {};
    for (const [id, { position, known, tentative }] of this.#streams) {
      if (position === undefined) continue;
      const highest = Math.max(position, known);
      conversations[id] = tentative ? [position, highest, tentative] : [position, highest];
    }
    return JSON.stringify({
      ...(this.#cursor !== undefined && { cursor: this.#cursor }),
      complete: this.#complete,
      conversations,
    } satisfies State);
  }
}
