import type { MessagesContext } from '../context.ts';
import type { EntryOf, FoundEntry } from '../log-entry.ts';

/** A message whose author has stored nothing of it for so long is unfinished. Authors store something every 20 seconds. */
export const unfinishedMilliseconds = 60_000;
/** What the queue should have ended by now. */
const lateMilliseconds = unfinishedMilliseconds + 10_000;

/** A message that is being written. */
export type OpenMessage = EntryOf<'text'> & Required<Pick<EntryOf<'text'>, 'streaming'>>;

/** Whether a message is being written. */
export const isStreaming = (entry: FoundEntry): entry is OpenMessage =>
  entry.kind === 'text' && entry.streaming !== undefined;

export const isAbandoned = ({ streaming }: OpenMessage, now: number): boolean =>
  now - streaming.at >= unfinishedMilliseconds;

/** Has it looked at a message once its author could be gone. */
export async function watchStream(
  { work, clock }: Pick<MessagesContext, 'clock' | 'work'>,
  { conversationId, seq }: { conversationId: string; seq: number },
  { streaming }: Pick<OpenMessage, 'streaming'>,
): Promise<void> {
  const left = streaming.at + unfinishedMilliseconds - clock.now();
  await work.add({ type: 'end-stream', conversationId, seq }, Math.max(0, Math.ceil(left / 1000)));
}

/**
 * Has those of the entries ended that should have been by now: the queue forgets, on one machine with a restart. Never rejects: the
 * next reader finds them again.
 */
export async function endFound(
  context: Pick<MessagesContext, 'clock' | 'log' | 'work'>,
  conversationId: string,
  entries: readonly FoundEntry[],
): Promise<void> {
  const now = context.clock.now();
  const late = entries.filter(isStreaming).filter(({ streaming }) => now - streaming.at > lateMilliseconds);
  try {
    await Promise.all(late.map((entry) => watchStream(context, { conversationId, seq: entry.seq }, entry)));
  } catch (error) {
    context.log.warn({ err: error, conversationId }, 'an abandoned message was not ended');
  }
}
