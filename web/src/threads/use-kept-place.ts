import { useCallback, useEffect, useLayoutEffect, useRef } from 'react';
import type { MessageItem } from '../../../client/index.ts';

/** Nearer to the end than this, in pixels, it follows what comes. */
const followPx = 48;

/** Follows the end while the user is there; else what stands on screen stays where it is when older replies come above it. */
export function useKeptPlace(items: readonly MessageItem[]) {
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const fromEnd = useRef(0);
  const measure = useCallback(() => {
    const { current } = scroller;
    if (current === null) return;
    fromEnd.current = current.scrollHeight - current.scrollTop;
    atEnd.current = fromEnd.current - current.clientHeight < followPx;
  }, []);
  const [firstKey, last] = [items[0]?.key, items.at(-1)];
  const isOwnNew = last?.kind === 'unsent';
  useLayoutEffect(() => {
    if (isOwnNew) atEnd.current = true;
  }, [isOwnNew, last?.key]);
  useLayoutEffect(() => {
    const { current } = scroller;
    if (current !== null && !atEnd.current) current.scrollTo(0, current.scrollHeight - fromEnd.current);
  }, [firstKey]);
  useEffect(() => {
    const { current } = scroller;
    const content = current?.firstElementChild;
    if (!current || !content) return;
    const observer = new ResizeObserver(() => {
      if (atEnd.current) current.scrollTo(0, current.scrollHeight);
    });
    observer.observe(content);
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return { scroller, onScroll: measure };
}
