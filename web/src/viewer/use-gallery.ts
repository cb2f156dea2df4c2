import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useClient } from '../../../client/react/index.ts';
import { isOut, isPassing, isSignedOut } from '../errors.ts';
import { report } from '../report.ts';
import { merged, nextKind, type GalleryItem, type GalleryKind, type KindPages } from './gallery-items.ts';

interface Pages extends KindPages {
  readonly cursor: string | undefined;
}

export interface Gallery {
  /** Newest first. */
  items: readonly GalleryItem[];
  complete: boolean;
  loading: boolean;
  error: unknown;
  /** Loads more, after an error too; a no-op while that runs. */
  more: () => void;
}

const pageSize = 60;
const begin = (kinds: readonly GalleryKind[]): Pages[] =>
  kinds.map((kind) => ({ kind, items: [], complete: false, cursor: undefined }));

/** The files of a conversation by kind, page by page. `kinds` has to be the same list each time; `wanted`: whether to begin. */
export function useGallery(conversationId: string, kinds: readonly GalleryKind[], wanted = true): Gallery {
  const { conversations } = useClient();
  const [state, setState] = useState({ pages: begin(kinds), loading: false, error: undefined as unknown });
  const latest = useRef(state);
  const mounted = useRef(true);
  const change = useCallback((changes: Partial<typeof state>) => {
    latest.current = { ...latest.current, ...changes };
    if (mounted.current) setState(latest.current);
  }, []);

  const more = useCallback(() => {
    if (latest.current.loading) return;
    const load = async (kind: GalleryKind): Promise<void> => {
      const before = latest.current.pages.find((page) => page.kind === kind);
      const cursor = before?.cursor;
      const { items, nextCursor } = await conversations.media(conversationId, {
        kind,
        limit: pageSize,
        ...(cursor !== undefined && { cursor }),
      });
      change({
        pages: latest.current.pages.map((page) =>
          page.kind === kind
            ? {
                kind,
                items: [...page.items, ...items],
                complete: nextCursor === null,
                cursor: nextCursor ?? undefined,
              }
            : page,
        ),
      });
    };
    const kind = nextKind(latest.current.pages);
    if (kind === undefined) return;
    // at first, one of each
    const first = latest.current.pages.filter(({ items, complete }) => items.length === 0 && !complete);
    change({ loading: true, error: undefined });
    Promise.all((first.length > 0 ? first.map((page) => page.kind) : [kind]).map(load))
      .then(() => change({ loading: false }))
      .catch((error: unknown) => {
        change({ loading: false, error });
        if (!isPassing(error) && !isSignedOut(error) && !isOut(error)) report(error);
      });
  }, [conversations, conversationId, change]);

  useEffect(() => {
    mounted.current = true;
    if (wanted && latest.current.pages.every(({ items, complete }) => items.length === 0 && !complete))
      more();
    return () => {
      mounted.current = false;
    };
  }, [more, wanted]);

  const { pages, loading, error } = state;
  return useMemo(
    () => ({
      items: merged(pages),
      complete: pages.every((page) => page.complete),
      loading,
      error,
      more,
    }),
    [pages, loading, error, more],
  );
}
