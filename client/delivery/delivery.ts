import { CatchUp } from './catch-up.ts';
import type { Clock } from '../platform/clock.ts';
import { hasCode } from '../errors.ts';
import type { Entry } from '../api/entries.ts';
import type { ChangesPage, ConversationHead, MessagePage, SyncReply } from '../api/protocol.ts';
import type { Random } from '../platform/random.ts';
import type { Storage } from '../storage/storage.ts';
import { positionsIn, type StoredPositions } from './stored-positions.ts';
import { MessageStream } from './stream.ts';
import { WriteBehind } from '../storage/write-behind.ts';

/** Pushes overtake each other: a gap may close by itself within this time. */
const gapMs = 300;
/** A number is assigned before its message is stored: no send takes longer than this in between. */
const slowestSendMs = 15_000;

interface DeliveryOptions {
  storage: Storage;
  storageKey: string;
  clock: Clock;
  random: Random;
  sync: (cursor: string | undefined) => Promise<SyncReply>;
  changes: (conversationId: string, after: number) => Promise<ChangesPage>;
  history: (conversationId: string, from: { after: number } | { cursor: string }) => Promise<MessagePage>;
  /** Hands over an entry of any kind; every number between `after` and its `seq` is void. Must not throw. */
  onMessage: (message: Entry, after: number) => void;
  onReset: (conversationId: string) => void;
  /** A sync returned this conversation; `first`: it is the device's first sync, which returns all of them. */
  onHead: (head: ConversationHead, first: boolean) => void;
  /** The user is no longer in a conversation, which a sync or a request found. */
  onGone: (conversationId: string) => void;
  /** `behind` may have changed. */
  onProgress: () => void;
  onTrouble: (error: unknown) => void;
}

/**
 * Hands over each message of one user exactly once and in order, per conversation. The position is stored at most a
 * quarter of a second after a hand-over: a program that crashes in between gets those messages again after its restart,
 * and none is lost.
 */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #streams = new Map<string, MessageStream<Entry>>();
  readonly #catchUp: CatchUp;
  readonly #saved: WriteBehind;
  #cursor: string | undefined;
  /** Whether a sync ever completed: conversations that appear later are new. */
  #complete = false;
  /** Conversations that a sync found behind and that are not caught up yet. */
  readonly #behind = new Set<string>();
  /** Streams in the middle of a hand-over: messages that a listener causes are handed over by the same loop. */
  readonly #handing = new Set<MessageStream<Entry>>();
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
      onGone: (id) => this.#gone(id),
      onTrouble,
    });
  }

  /** Loads the stored positions. Call it once, before anything else. */
  async load(): Promise<void> {
    const { storage, storageKey } = this.#options;
    const stored = positionsIn(await storage.get(storageKey));
    if (stored === undefined) return;
    this.#cursor = stored.cursor;
    this.#complete = stored.complete;
    for (const [id, [position, known, tentative]] of Object.entries(stored.conversations)) {
      this.#streams.set(id, new MessageStream(position, known, tentative));
    }
  }

  /** How many conversations are not caught up yet after a sync. */
  get behind(): number {
    return this.#behind.size;
  }

  /** The number up to which everything was handed over or is void; `undefined` where that is not known yet. */
  position(conversationId: string): number | undefined {
    return this.#streams.get(conversationId)?.position;
  }

  /** A message, or a change of one, came in by a push or an ack. */
  receive(message: Entry): void {
    this.#stream(message.conversationId).receive(message);
    this.#proceed(message.conversationId);
  }

  /** A number is known to be assigned, to an entry of any kind. */
  expect(conversationId: string, seq: number): void {
    this.#stream(conversationId).expect(seq);
    this.#proceed(conversationId);
  }

  /** Follows a conversation that the server returned. Earlier messages are history, unless the conversation is new here. */
  track(
    { id, lastSeq, me }: { id: string; lastSeq: number; me?: { joinedSeq?: number | undefined } },
    isNew = this.#complete,
  ): void {
    const stream = this.#stream(id);
    if (isNew) stream.place(0);
    else stream.placeTentatively(lastSeq);
    this.#skipHistory(stream, me?.joinedSeq);
    this.expect(id, lastSeq);
  }

  /** The server can be reached, with or without pushes; call `sync` next. */
  resume(pushes = true): void {
    this.#pushes = pushes;
    this.#catchUp.resume();
    if (this.#complete) this.#planSettling();
  }

  /** The connection is gone. Stores the positions. */
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

  /** Stops handing over and removes the stored positions. */
  async end(): Promise<void> {
    this.#ended = true;
    this.#cancelSettling();
    this.#catchUp.pause();
    this.#streams.clear();
    await this.#saved.drop();
  }

  /**
   * Asks which conversations changed and catches up with them, `atOnce` or, since pushes may still arrive, after a moment.
   * Resolves with whether there is anything new. Rejects when the request fails.
   */
  async sync(atOnce: boolean): Promise<boolean> {
    const round = await this.#syncRound(this.#cursor, atOnce);
    if (round === undefined) return false;
    const fewer = this.#streams.size > round.total;
    const changed = (fewer && (await this.#findGone(atOnce))) || round.changed;
    if (this.#ended) return false;
    if (!this.#complete) {
      this.#complete = true;
      for (const stream of this.#streams.values()) stream.place(0);
      this.#planSettling();
    }
    // Includes what was behind at the end of the program or of the last connection.
    for (const [id, stream] of this.#streams) {
      if (stream.behind) this.#pursue(id, atOnce);
    }
    this.#options.onProgress();
    return changed;
  }

  /** Syncs from a cursor on, over all pages. `undefined`: the delivery ended meanwhile. */
  async #syncRound(
    from: string | undefined,
    atOnce: boolean,
  ): Promise<{ changed: boolean; total: number; ids: ReadonlySet<string> } | undefined> {
    let changed = false;
    const ids = new Set<string>();
    for (let cursor = from; ;) {
      const reply = await this.#askSync(cursor);
      if (this.#ended) return undefined;
      for (const head of reply.conversations) {
        ids.add(head.id);
        if (this.#learn(head, atOnce)) changed = true;
      }
      cursor = reply.cursor;
      this.#cursor = cursor;
      this.#saved.touch();
      if (!reply.hasMore) return { changed, total: reply.total, ids };
    }
  }

  /** The user is in fewer conversations than are known here: lists all, and forgets the others. */
  async #findGone(atOnce: boolean): Promise<boolean> {
    const known = [...this.#streams.keys()];
    const round = await this.#syncRound(undefined, atOnce);
    const gone = known.filter((id) => round?.ids.has(id) === false);
    for (const id of gone) this.#gone(id);
    return gone.length > 0 || round?.changed === true;
  }

  async #askSync(cursor: string | undefined): Promise<SyncReply> {
    try {
      return await this.#options.sync(cursor);
    } catch (error) {
      if (cursor === undefined || !hasCode(error, 'invalid_cursor')) throw error;
      return this.#options.sync(undefined);
    }
  }

  /** Takes a head. Returns whether it has something new. */
  #learn(head: ConversationHead, atOnce: boolean): boolean {
    const { id, lastSeq } = head;
    const stream = this.#stream(id);
    const isNew = lastSeq > Math.max(stream.known, stream.position ?? 0);
    stream.placeTentatively(lastSeq);
    this.#skipHistory(stream, head.joinedSeq);
    stream.expect(lastSeq);
    this.#handOver(stream);
    const position = stream.position ?? 0;
    // A server that is behind has lost what was handed over here; unless the head is older than the last push.
    if (lastSeq < position) this.#catchUp.scheduleNow(id, true);
    else if (stream.behind) this.#pursue(id, atOnce);
    this.#options.onHead(head, !this.#complete);
    return isNew;
  }

  /** What stands before the user came in is history: it is not handed over. */
  #skipHistory(stream: MessageStream<Entry>, joinedSeq = 0): void {
    const { position } = stream;
    if (position !== undefined && position < joinedSeq - 1) stream.cover(position, joinedSeq - 1, []);
  }

  #pursue(conversationId: string, atOnce: boolean): void {
    if (atOnce) {
      this.#behind.add(conversationId);
      this.#catchUp.scheduleNow(conversationId);
    } else {
      this.#catchUp.scheduleIn(conversationId, gapMs);
    }
  }

  /** The conversation's stream; one that is unknown after the first sync is new, and starts with its first message. */
  #stream(conversationId: string): MessageStream<Entry> {
    const known = this.#streams.get(conversationId);
    if (known !== undefined) return known;
    const stream = new MessageStream<Entry>(this.#complete ? 0 : undefined);
    this.#streams.set(conversationId, stream);
    return stream;
  }

  /** Hands over what is in order; plans to fetch what is missing if a gap stays open. */
  #proceed(conversationId: string): void {
    const stream = this.#streams.get(conversationId);
    if (stream === undefined) return;
    this.#handOver(stream);
    this.#saved.touch();
    if (stream.behind && stream.tentative) this.#catchUp.scheduleNow(conversationId);
    else if (stream.behind) this.#catchUp.scheduleIn(conversationId, gapMs);
    else if (this.#behind.delete(conversationId)) this.#options.onProgress();
  }

  #handOver(stream: MessageStream<Entry>): void {
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
   * A while after the first sync set the starts of conversations, no number from that time is in flight any more. Those
   * that arrived while nothing was pushed are unknown: what an application cached may lack them.
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

  /** The user is no longer a member: nothing more is fetched of it. */
  forget(conversationId: string): void {
    this.#streams.delete(conversationId);
    this.#saved.touch();
    if (this.#behind.delete(conversationId)) this.#options.onProgress();
  }

  #gone(conversationId: string): void {
    this.forget(conversationId);
    this.#options.onGone(conversationId);
  }

  #snapshot(): string {
    const conversations: StoredPositions['conversations'] = {};
    for (const [id, { position, known, tentative }] of this.#streams) {
      if (position === undefined) continue;
      const highest = Math.max(position, known);
      conversations[id] = tentative ? [position, highest, tentative] : [position, highest];
    }
    return JSON.stringify({
      ...(this.#cursor !== undefined && { cursor: this.#cursor }),
      complete: this.#complete,
      conversations,
    } satisfies StoredPositions);
  }
}
