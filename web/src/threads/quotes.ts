import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react';
import { hasCode, type MessagesSnapshot, type Quote } from '../../../client/index.ts';
import { useSlice } from '../../../client/react/index.ts';
import { client } from '../chat-client.ts';
import { isOut, isPassing, isSignedOut } from '../errors.ts';
import { report } from '../report.ts';
import { quoteOf } from './quote-of.ts';

/** More than fit on any screen. */
const mostKept = 500;

/** What was asked for, by the id of the quoted message; `null`: it is not there for the user. */
const asked = new Map<string, Quote | null>();
const underWay = new Set<string>();
const listeners = new Set<() => void>();

function keep(id: string, quote: Quote | null): void {
  asked.delete(id);
  asked.set(id, quote);
  const [oldest] = asked.keys();
  if (asked.size > mostKept && oldest !== undefined) asked.delete(oldest);
  for (const listener of listeners) listener();
}

/** Nothing of one user is shown to the next. */
export function forgetQuotes(): void {
  asked.clear();
  for (const listener of listeners) listener();
}

/** What is quoted, and where it may be found. */
export interface Quoted {
  conversationId: string;
  /** The id of the quoted message. */
  id: string;
  /** What the message that quotes it says of it. */
  given?: Quote | undefined;
  /** Where neither the list nor `given` has it: the message that quotes it, whose quote the server knows, or it itself. */
  ask?: { seq: number; is: 'reply' | 'target' } | undefined;
}

async function load({ conversationId, id, ask }: Quoted): Promise<void> {
  if (ask === undefined || underWay.has(id)) return;
  underWay.add(id);
  try {
    const message = await client.messages.get(conversationId, ask.seq);
    keep(id, ask.is === 'target' ? quoteOf(message) : (message.quote ?? null));
  } catch (error) {
    if (hasCode(error, 'message_not_found') || isOut(error)) keep(id, null);
    else if (!isPassing(error) && !isSignedOut(error)) report(error);
  } finally {
    underWay.delete(id);
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * What a message replies to, as it is now: from the list where it is loaded, else as the message says, else asked for once.
 * `undefined` while that runs, `null` where it is not there for the user.
 */
export function useQuote({ conversationId, id, given, ask }: Quoted): Quote | null | undefined {
  const view = useMemo(() => client.state.messages(conversationId), [conversationId]);
  const live = useSlice(
    view,
    useCallback(
      ({ items }: MessagesSnapshot) => {
        const item = items.find((one) => one.kind === 'stored' && one.message.id === id);
        return item?.kind === 'stored' ? item.message : undefined;
      },
      [id],
    ),
  );
  const known = useSyncExternalStore(
    subscribe,
    useCallback(() => asked.get(id), [id]),
  );
  const quote = live === undefined ? (given ?? known) : quoteOf(live);
  const missing = quote === undefined;
  const { seq, is } = ask ?? {};
  useEffect(() => {
    if (missing && seq !== undefined && is !== undefined) void load({ conversationId, id, ask: { seq, is } });
  }, [missing, conversationId, id, seq, is]);
  return quote;
}
