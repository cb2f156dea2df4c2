/** How far behind the newest one a message may arrive and still be told from a repetition. */
const windowSize = 1_000;

interface Seen {
  newest: number;
  seqs: Set<number>;
}

/** Remembers which messages were handed over, so that none is handed over twice. */
export class SeenMessages {
  readonly #conversations = new Map<string, Seen>();

  /** Whether this message is new; it no longer is afterwards. Older than the window counts as seen. */
  add(conversationId: string, seq: number): boolean {
    const seen = this.#conversations.get(conversationId) ?? { newest: seq, seqs: new Set() };
    this.#conversations.set(conversationId, seen);
    if (seq <= seen.newest - windowSize || seen.seqs.has(seq)) return false;
    seen.seqs.add(seq);
    seen.newest = Math.max(seen.newest, seq);
    if (seen.seqs.size > 2 * windowSize) {
      for (const old of seen.seqs) if (old <= seen.newest - windowSize) seen.seqs.delete(old);
    }
    return true;
  }

  clear(): void {
    this.#conversations.clear();
  }
}
