import { useCallback, useEffect, useLayoutEffect, useRef } from 'react';
import type { MessageItem } from '../../../client/index.ts';

/** Nearer to the end than this, in pixels, it follows what comes. */
const followPx = 48;

/** Follows the end while the user is there. What they send takes them there; elsewhere the virtual list keeps their place. */
export function useKeptPlace(items: readonly MessageItem[]) {
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const lastTop = useRef(0);
  const measure = useCallback(() => {
    const { current } = scroller;
    if (current === null) return;
    const { scrollHeight, scrollTop, clientHeight } = current;
    // only the user moves it upwards: a list that grows below must not look as if they had left its end
    if (scrollHeight - scrollTop - clientHeight < followPx) atEnd.current = true;
    else if (scrollTop < lastTop.current) atEnd.current = false;
    lastTop.current = scrollTop;
  }, []);
  const last = items.at(-1);
  const isOwnNew = last?.kind === 'unsent';
  useLayoutEffect(() => {
    if (isOwnNew) atEnd.current = true;
  }, [isOwnNew, last?.key]);
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
  return { scroller, atEnd, onScroll: measure };
}
