/** The message that is being replied to. */
export interface ReplyTarget {
  readonly id: string;
  readonly seq: number;
}

/** What was stored, which an older page or an extension of the browser may have written. */
export function parseTarget(stored: string): ReplyTarget | undefined {
  const [, seq, id] = /^(\d+) (\S+)$/.exec(stored) ?? [];
  return id === undefined ? undefined : { id, seq: Number(seq) };
}
