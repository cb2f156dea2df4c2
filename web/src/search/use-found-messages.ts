import { useCallback, useEffect, useRef, useState } from 'react';
import type { SearchHit } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';

/** What is typed first is rarely all. */
const pauseMs = 250;
const pageSize = 30;
/** Pages in a row that may be empty before the user is asked whether to look further back. */
const emptyPages = 10;

/** What is looked for. */
export interface MessageSearch {
  q: string;
  conversationId?: string;
  from?: string;
  before?: string;
  after?: string;
}

export interface FoundMessages {
  hits: readonly SearchHit[];
  /** Whether `hits` are for what is looked for now: those of before stay until then. */
  current: boolean;
  loading: boolean;
  hasMore: boolean;
  error: unknown;
  /** Looks further back; tries again what failed. */
  more: () => void;
}

interface Outcome {
  key: string;
  hits: readonly SearchHit[];
  cursor: string | null;
  error: unknown;
}

const nothing: Outcome = { key: '', hits: [], cursor: null, error: undefined };

/** What was found last, for who comes back to the list. */
let lastFound = nothing;

/** Messages that fit a search, the newest first, page by page. Without one: none. */
export function useFoundMessages(search: MessageSearch | undefined): FoundMessages {
  const client = useClient();
  const key = search === undefined ? '' : JSON.stringify([client.userId, search]);
  const [outcome, setOutcome] = useState(lastFound);
  const [loading, setLoading] = useState(false);
  const wanted = useRef(key);

  const load = useCallback(
    async (of: MessageSearch, ofKey: string, begun: Outcome) => {
      setLoading(true);
      const show = (next: Outcome) => {
        lastFound = next;
        setOutcome(next);
      };
      let { hits, cursor } = begun;
      try {
        for (let page = 0; page < emptyPages; page += 1) {
          const { q, ...narrowed } = of;
          const found = await client.messages.search(q, {
            ...narrowed,
            limit: pageSize,
            ...(cursor !== null && { cursor }),
          });
          if (wanted.current !== ofKey) return;
          cursor = found.nextCursor;
          hits = [...hits, ...found.items];
          client.state.noteExpiring(found.items.map(({ message }) => message));
          if (found.items.length > 0 || cursor === null) break;
        }
        show({ key: ofKey, hits, cursor, error: undefined });
      } catch (error) {
        if (wanted.current !== ofKey) return;
        show({ key: ofKey, hits, cursor, error });
      }
      setLoading(false);
    },
    [client],
  );

  useEffect(() => {
    wanted.current = key;
    if (search === undefined || lastFound.key === key) return;
    const timer = setTimeout(() => void load(search, key, { ...nothing, key }), pauseMs);
    return () => clearTimeout(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `key` says what `search` is
  }, [key, load]);
  useEffect(
    () => () => {
      wanted.current = '';
    },
    [],
  );
  useEffect(
    () =>
      client.on('message:expired', ({ conversationId, seq }) => {
        const stays = ({ message }: SearchHit) =>
          message.seq !== seq || message.conversationId !== conversationId;
        lastFound = { ...lastFound, hits: lastFound.hits.filter(stays) };
        setOutcome((before) => ({ ...before, hits: before.hits.filter(stays) }));
      }),
    [client],
  );

  const current = search !== undefined && outcome.key === key;
  return {
    hits: search === undefined ? nothing.hits : outcome.hits,
    current,
    loading: search !== undefined && (loading || !current),
    hasMore: current && outcome.cursor !== null,
    error: current ? outcome.error : undefined,
    more: () => {
      if (search !== undefined && current && !loading) void load(search, key, outcome);
    },
  };
}
