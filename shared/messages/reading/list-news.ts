import type { Head } from '../../conversations/index.ts';
import type { Message } from '../../protocol/index.ts';
import { mediaOf } from '../attachments/attached-media.ts';
import { openEntry } from '../content/open-entry.ts';
import type { MessagesContext } from '../context.ts';
import { isFor, type ReplayedEntry } from '../log-entry.ts';
import { settledAfter } from './list-changes.ts';
import { viewChange, wireMessage } from './views.ts';

/** An entry of a log, and the message that it is or is about, as it is now and as events show it. */
export interface News {
  entry: ReplayedEntry;
  message: Message;
}

/**
 * What happened in a conversation after a number, as one who is no member in particular and sees nothing up to `fromSeq` hears of it, in the
 * order of the log. `upTo` is how far it reaches: below the last number of the head where one before is on its way still.
 */
export async function listNews(
  context: Pick<MessagesContext, 'messages' | 'clock' | 'conversations' | 'envelope' | 'media' | 'mediaKeys'>,
  head: Head,
  { fromSeq, after, limit }: { fromSeq: number; after: number; limit: number },
): Promise<{ news: News[]; upTo: number; more: boolean }> {
  const { entries, upTo, more } = await settledAfter(context, head, after, limit);
  const reader = { userId: '', now: context.clock.now(), historyFrom: fromSeq };
  const seen = entries.filter((entry) => isFor(entry, reader));
  const targets = seen.flatMap((entry) => (entry.kind === 'change' ? [entry.target] : []));
  const changed = await context.messages.messagesAt(head.id, [...new Set(targets)]);
  const messages = new Map(
    [
      ...changed.filter((entry) => isFor(entry, reader)),
      ...seen.filter((entry) => entry.kind !== 'change'),
    ].map((message) => [message.seq, message] as const),
  );
  const media = await mediaOf(context, [...messages.values()]);
  const news = seen.map(async (entry): Promise<News[]> => {
    const message = messages.get(entry.kind === 'change' ? entry.target : entry.seq);
    if (!message) return [];
    const open = await openEntry(context, head, message);
    const shown = wireMessage(head.id, open, 'sent', { isSender: false }, media);
    return [{ entry, message: entry.kind === 'change' ? { ...shown, change: viewChange(entry) } : shown }];
  });
  return { news: (await Promise.all(news)).flat(), upTo, more };
}
