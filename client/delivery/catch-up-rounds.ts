import { entriesIn, type Entry } from '../api/entries.ts';
import type { ChangesPage, MessagePage } from '../api/protocol.ts';
import type { MessageStream } from './stream.ts';

/** The server replays at least this many entries; older ones come from the history. */
const replayedEntries = 500;

export interface RoundOptions {
  changes: (conversationId: string, after: number) => Promise<ChangesPage>;
  history: (conversationId: string, from: { after: number } | { cursor: string }) => Promise<MessagePage>;
  /** The stream advanced: hands over what is ready. */
  onProgress: (conversationId: string) => void;
  /** What an application cached of the conversation may be wrong: a gap is too large to replay, or cannot be ruled out. */
  onReset: (conversationId: string) => void;
}

/** What a round of catching up asks for: the changes, or the history where the server does not replay them any more. */
export class CatchUpRounds {
  readonly #options: RoundOptions;
  /** Conversations whose reset is reported and whose replies are not back to normal. */
  readonly #resetReported = new Set<string>();

  constructor(options: RoundOptions) {
    this.#options = options;
  }

  /**
   * Fetches until nothing is missing, or what is missing is still being stored. Does nothing more once `isCurrent` says no;
   * rejects when a request fails.
   */
  async run(conversationId: string, stream: MessageStream<Entry>, isCurrent: () => boolean): Promise<void> {
    const { changes, onProgress, onReset } = this.#options;
    if (stream.tentative) {
      await this.#settle(conversationId, stream, isCurrent);
      if (!isCurrent() || !stream.behind) return;
    }
    for (;;) {
      const after = stream.position ?? 0;
      const page = await changes(conversationId, after);
      if (!isCurrent()) return;
      if (!page.reset) {
        this.#resetReported.delete(conversationId);
        stream.cover(after, page.upTo, entriesIn(page));
        onProgress(conversationId);
        if (!page.hasMore || page.upTo <= after) return;
        continue;
      }
      if (!this.#resetReported.has(conversationId)) {
        this.#resetReported.add(conversationId);
        onReset(conversationId);
      }
      if (page.upTo < after) {
        stream.restart(page.upTo);
        onProgress(conversationId);
      } else {
        await this.#replay(conversationId, stream, page.upTo, isCurrent);
        if (!isCurrent() || stream.position === after) return;
      }
    }
  }

  /**
   * Finds the start of a conversation whose last number was reported while some numbers were still being stored. Which of
   * them arrived while nothing was pushed is unknown: what an application cached may lack them.
   */
  async #settle(
    conversationId: string,
    stream: MessageStream<Entry>,
    isCurrent: () => boolean,
  ): Promise<void> {
    const { doubtful } = stream;
    for (let after = stream.askAfter; stream.tentative;) {
      const page = await this.#options.changes(conversationId, after);
      if (!isCurrent()) return;
      const further = !page.reset && page.hasMore && page.upTo > after;
      if (further && page.upTo < (stream.position ?? 0)) {
        after = page.upTo;
        continue;
      }
      if (page.reset) stream.settle(page.upTo);
      else stream.cover(after, page.upTo, entriesIn(page));
      if (doubtful) this.#options.onReset(conversationId);
      this.#options.onProgress(conversationId);
    }
  }

  /**
   * Continues with the history, which omits numbers without saying whether they are void or still being stored. Since the
   * server did not replay, the next message is old or far behind, so a gap before it is void; the same goes for gaps that
   * are far behind. At any other gap `changes` has to decide.
   */
  async #replay(
    conversationId: string,
    stream: MessageStream<Entry>,
    upTo: number,
    isCurrent: () => boolean,
  ): Promise<void> {
    const { history, onProgress } = this.#options;
    const after = stream.position ?? 0;
    let from: { after: number } | { cursor: string } = { after };
    let moved = false;
    for (;;) {
      const page = await history(conversationId, from);
      if (!isCurrent()) return;
      for (const item of page.items) {
        const position = stream.position ?? 0;
        if (item.seq <= position) continue;
        if (item.seq > position + 1 && moved && upTo - position <= replayedEntries) return;
        stream.cover(position, item.seq, [item]);
        onProgress(conversationId);
        moved = true;
      }
      const position = stream.position ?? 0;
      if (page.nextCursor === null) {
        const farBehind = upTo - replayedEntries;
        if (!moved) stream.cover(position, farBehind > position ? farBehind : upTo, []);
        onProgress(conversationId);
        return;
      }
      if (moved && upTo - position <= replayedEntries) return;
      from = { cursor: page.nextCursor };
    }
  }
}
