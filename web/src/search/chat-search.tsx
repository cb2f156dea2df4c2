import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { CalendarSearch, ChevronDown, ChevronUp, Search, X } from 'lucide-react';
import type { ConversationItem } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { wantMessage } from '../chat/wanted-message.ts';
import { explain, isSignedOut } from '../errors.ts';
import { useNow } from '../format/now.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { IconButton } from '../ui/button.tsx';
import { SearchText } from '../ui/search-text.tsx';
import { showToast } from '../ui/toast.tsx';
import styles from './search.module.css';
import { clearFound, markFound } from './highlights.ts';
import { seqAt } from './seq-at.ts';
import { dateText } from './typed-date.ts';
import { useFoundMessages } from './use-found-messages.ts';

export interface ChatSearchProps {
  conversation: ConversationItem;
  /** Grows each time that it is asked for: then the field has the focus again. */
  asked: number;
  onClose: () => void;
}

/** Letters, digits and emoji can be found, signs cannot. */
const findable = /[\p{L}\p{N}\p{Extended_Pictographic}\p{Regional_Indicator}]/u;

/** Finds words in the open conversation: from hit to hit, the newest first, and to a day. */
export default function ChatSearch({ conversation, asked, onClose }: ChatSearchProps) {
  const t = useTranslate();
  const client = useClient();
  const now = useNow();
  const { id, lastSeq } = conversation;
  const [typed, setTyped] = useState('');
  const q = typed.trim();
  const search = findable.test(q) ? { q, conversationId: id } : undefined;
  const { hits, current, loading, hasMore, error, more } = useFoundMessages(search);
  /** Which hit is shown, of which search. */
  const [at, setAt] = useState({ q: '', index: 0 });
  const index = at.q === q ? at.index : 0;
  const input = useRef<HTMLInputElement>(null);
  const date = useRef<HTMLInputElement>(null);
  const seq = current ? hits[index]?.message.seq : undefined;

  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, [asked]);

  useEffect(() => {
    if (seq !== undefined) wantMessage(id, seq);
  }, [id, seq]);

  useEffect(() => {
    if (current && hits.length > 0) markFound(id, hits);
    else clearFound();
  }, [id, hits, current]);
  useEffect(() => clearFound, []);

  const canGoBack = current && (index + 1 < hits.length || hasMore);
  const go = (step: 1 | -1) => {
    if (!current) return;
    const next = index + step;
    if (next < 0 || (next >= hits.length && !hasMore)) return;
    // the page that has it comes first, and then this is the one
    if (next >= hits.length - 5 && hasMore) more();
    setAt({ q, index: next });
    const again = hits[next]?.message.seq;
    if (again !== undefined) wantMessage(id, again);
  };

  const close = () => {
    onClose();
    // the keys go on in the messages
    document.querySelector<HTMLElement>('[role=log]')?.focus({ preventScroll: true });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') close();
    else if (event.key === 'Enter') go(event.shiftKey ? -1 : 1);
    else if (event.key === 'ArrowUp') go(1);
    else if (event.key === 'ArrowDown') go(-1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  async function toDay(value: string): Promise<void> {
    const [year = 0, month = 1, day = 1] = value.split('-').map(Number);
    try {
      const found = await seqAt(client, id, lastSeq, new Date(year, month - 1, day).getTime());
      if (found !== undefined) wantMessage(id, found);
    } catch (failure) {
      if (!isSignedOut(failure)) showToast(explain(failure, t));
    }
  }

  const status = () => {
    if (search === undefined) return '';
    if (error !== undefined) return explain(error, t);
    if (!current || (loading && hits.length === 0)) return t('search.searching');
    if (hits.length === 0) return t(hasMore ? 'search.noneYet' : 'search.none');
    return t(hasMore ? 'search.positionOfMore' : 'search.position', {
      index: Math.min(index + 1, hits.length),
      count: hits.length,
    });
  };

  return (
    <search className={styles['bar']} onKeyDown={onKeyDown}>
      <Search className={styles['barIcon']} size="1rem" aria-hidden="true" />
      <SearchText
        ref={input}
        className={styles['barInput']}
        label={t('conversation.search')}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <span className={styles['position']} role="status">
        {status()}
      </span>
      <IconButton label={t('search.older')} keys="Enter" disabled={!canGoBack} onClick={() => go(1)}>
        <ChevronUp size="1.25rem" aria-hidden="true" />
      </IconButton>
      <IconButton label={t('search.newer')} disabled={!current || index === 0} onClick={() => go(-1)}>
        <ChevronDown size="1.25rem" aria-hidden="true" />
      </IconButton>
      <span className={styles['day']}>
        <IconButton label={t('search.toDay')} onClick={() => date.current?.showPicker()}>
          <CalendarSearch size="1.25rem" aria-hidden="true" />
        </IconButton>
        {/* its picker opens below the button */}
        <input
          ref={date}
          className={styles['date']}
          type="date"
          tabIndex={-1}
          aria-label={t('search.day')}
          max={dateText(new Date(now))}
          min={dateText(new Date(conversation.createdAt))}
          onChange={(event) => event.target.value !== '' && void toDay(event.target.value)}
        />
      </span>
      <IconButton label={t('search.close')} keys="Esc" onClick={close}>
        <X size="1.25rem" aria-hidden="true" />
      </IconButton>
    </search>
  );
}
