import type { Head } from '../../conversations/index.ts';
import { parseMessageId } from '../../platform/ids.ts';
import { wireTime } from '../../platform/time.ts';
import { limits, type Entity, type Quote } from '../../protocol/index.ts';
import type { MessagesContext } from '../context.ts';
import { isFor, type EntryOf, type Reader, type ReplayedEntry } from '../log-entry.ts';
import { openEntry } from '../content/open-entry.ts';

type QuoteContext = Pick<MessagesContext, 'conversations' | 'envelope' | 'messages'>;

/** To which number of its conversation a message replies. */
export const repliedSeq = (entry: ReplayedEntry): number | undefined =>
  'replyTo' in entry ? parseMessageId(entry.replyTo)?.seq : undefined;

/**
 * What these messages reply to, by number, as far as the reader may see it. Those that are not among the messages are one batch,
 * or none.
 */
export async function quotesOf(
  context: QuoteContext,
  head: Head,
  entries: readonly ReplayedEntry[],
  reader: Reader,
): Promise<ReadonlyMap<number, Quote>> {
  const seqs = new Set(entries.flatMap((entry) => repliedSeq(entry) ?? []));
  if (seqs.size === 0) return new Map();
  const here = entries.filter(({ seq }) => seqs.has(seq));
  for (const { seq } of here) seqs.delete(seq);
  const elsewhere = seqs.size > 0 ? await context.messages.messagesAt(head.id, [...seqs]) : [];
  const quotable = [...here, ...elsewhere].filter(isQuotable).filter((entry) => isFor(entry, reader));
  const quotes = await Promise.all(quotable.map((entry) => quoteOf(context, head, entry)));
  return new Map(quotes.map((one) => [one.seq, one]));
}

const isQuotable = (entry: ReplayedEntry): entry is EntryOf<'text' | 'deleted'> =>
  entry.kind === 'text' || entry.kind === 'deleted';

async function quoteOf(
  context: QuoteContext,
  head: Head,
  entry: EntryOf<'text' | 'deleted'>,
): Promise<Quote> {
  const { seq, senderId } = entry;
  const end = entry.goneAt === undefined ? {} : { expiresAt: wireTime(entry.goneAt) };
  if (entry.kind === 'deleted') {
    return { seq, senderId, text: '', deletedAt: wireTime(entry.deletedAt), ...end };
  }
  const { text: whole, entities: parts = [], content } = await openEntry(context, head, entry);
  const text = beginning(whole, limits.quoteCharacters);
  const entities = parts.flatMap((one) => within(one, text.length));
  const [first] = entry.attachments ?? [];
  return {
    seq,
    senderId,
    text,
    ...(entities.length > 0 && { entities }),
    ...(content && { kind: content.kind }),
    ...(first && { attachment: first.kind }),
    deletedAt: null,
    ...end,
  };
}

/** What of a part of a text is before `end`. */
const within = (part: Entity, end: number): Entity[] =>
  part.start < end ? [{ ...part, length: Math.min(part.length, end - part.start) }] : [];

/** Never half of a surrogate pair. */
const beginning = (text: string, most: number): string =>
  text.length <= most ? text : text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');
