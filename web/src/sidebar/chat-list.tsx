import {
  createContext,
  useContext,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
} from 'react';
import { Virtualizer, type CustomItemComponentProps, type VirtualizerHandle } from 'virtua';
import type { ConversationItem } from '../../../client/index.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { ChatRow } from './chat-row.tsx';
import styles from './chat-list.module.css';

export interface ChatListHandle {
  /** Moves the focus to the first row. */
  focusFirst: () => void;
}

export interface ChatListProps {
  ref: Ref<ChatListHandle>;
  items: readonly ConversationItem[];
  ownId: string | undefined;
  selectedId: string | undefined;
  hasMore: boolean;
  loading: boolean;
  /** Whether the last attempt to load failed. */
  failed: boolean;
  onMore: () => void;
  /** Below the rows. */
  children?: ReactNode;
}

/** More is loaded when fewer rows than this are left below. */
const rowsAhead = 15;
/** How far Page Up and Page Down go. */
const pageRows = 8;

/** The rows, of which only those near the visible ones are in the page. One of them is a tab stop; the arrow keys go on from there. */
export function ChatList(props: ChatListProps) {
  const { ref, items, ownId, selectedId, hasMore, loading, failed, onMore, children } = props;
  const t = useTranslate();
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useRef<VirtualizerHandle>(null);
  const [current, setCurrent] = useState<string>();
  /** Where the focus goes as soon as that row is in the page. */
  const pending = useRef<string>(undefined);
  const frame = useRef(0);
  const indexOf = (id: string | undefined) => items.findIndex((item) => item.id === id);
  const tabStop = Math.max(0, current === undefined ? indexOf(selectedId) : indexOf(current));
  const keepMounted = useMemo(() => [tabStop], [tabStop]);

  const focusRow = (index: number) => {
    const item = items[Math.max(0, Math.min(index, items.length - 1))];
    if (item === undefined) return;
    pending.current = item.id;
    setCurrent(item.id);
    virtualizer.current?.scrollToIndex(items.indexOf(item), { align: 'nearest' });
    focusPending();
  };

  const focusPending = () => {
    cancelAnimationFrame(frame.current);
    const id = pending.current;
    if (id === undefined) return;
    const link = scroller.current?.querySelector<HTMLElement>(`a[data-id="${CSS.escape(id)}"]`);
    link?.focus({ preventScroll: true });
    // a row that has just come into the page cannot take the focus before it is measured
    if (link !== undefined && link !== null && link === document.activeElement) pending.current = undefined;
    else frame.current = requestAnimationFrame(focusPending);
  };

  useEffect(focusPending);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  useImperativeHandle(ref, () => ({
    focusFirst: () => {
      if (items.length > 0) focusRow(0);
      else scroller.current?.querySelector('button')?.focus();
    },
  }));

  // the open conversation is in view when the list appears, and when a shortcut opens another one
  const selectedIndex = indexOf(selectedId);
  const shownId = useRef<string>(undefined);
  useEffect(() => {
    if (selectedIndex < 0 || shownId.current === selectedId) return;
    shownId.current = selectedId;
    virtualizer.current?.scrollToIndex(selectedIndex, { align: 'nearest' });
  }, [selectedIndex, selectedId]);

  const loadNearEnd = () => {
    const handle = virtualizer.current;
    if (!hasMore || loading || failed || handle === null) return;
    const last = handle.findItemIndex(handle.scrollOffset + handle.viewportSize);
    if (last >= items.length - rowsAhead) onMore();
  };
  // also without scrolling: few may fit what was typed
  useEffect(loadNearEnd);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const moves: Partial<Record<string, number>> = {
      ArrowDown: tabStop + 1,
      ArrowUp: tabStop - 1,
      PageDown: tabStop + pageRows,
      PageUp: tabStop - pageRows,
      Home: 0,
      End: items.length - 1,
    };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    focusRow(next);
  };

  return (
    <div ref={scroller} className={styles['scroller']} onKeyDown={onKeyDown}>
      <RowCount value={hasMore ? -1 : items.length}>
        <Virtualizer
          ref={virtualizer}
          scrollRef={scroller}
          as="ul"
          item={Row}
          data={items}
          itemSize={72}
          keepMounted={keepMounted}
          onScroll={loadNearEnd}
        >
          {(item, index) => (
            <ChatRow
              key={item.id}
              item={item}
              ownId={ownId}
              selected={item.id === selectedId}
              tabStop={index === tabStop}
              onFocus={setCurrent}
            />
          )}
        </Virtualizer>
      </RowCount>
      {children}
      {hasMore && failed && (
        <div className={styles['more']} role="alert">
          <p>{t('list.moreFailed')}</p>
          <Button kind="ghost" busy={loading} onClick={onMore}>
            {t('dialog.tryAgain')}
          </Button>
        </div>
      )}
    </div>
  );
}

/** How many rows there are, loaded or not; -1 where that is not known. */
const RowCount = createContext(0);

function Row({ style, index, children, ref }: CustomItemComponentProps) {
  const count = useContext(RowCount);
  return (
    <li ref={ref} style={style} aria-posinset={index + 1} aria-setsize={count}>
      {children}
    </li>
  );
}
