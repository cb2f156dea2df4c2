import { use, useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import { EllipsisVertical, Reply, SmilePlus } from 'lucide-react';
import type { Message, StoredItem } from '../../../client/index.ts';
import { useConversation } from '../../../client/react/index.ts';
import { useNow } from '../format/now.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { setSaved } from '../saved/save-message.ts';
import { beginReply } from '../threads/replying.ts';
import { ThreadContext } from '../threads/thread-context.ts';
import { IconButton } from '../ui/button.tsx';
import { mayWrite } from './may-write.ts';
import { pointBelow, type Ask, type Asked } from './asked.ts';
import styles from './message-toolbar.module.css';

export interface MessageToolbarProps {
  item: StoredItem;
  onAsk: Ask;
}

/** Beside the message that the mouse or the keyboard is at. */
export default function MessageToolbar({ item, onAsk }: MessageToolbarProps) {
  const t = useTranslate();
  const thread = use(ThreadContext);
  const toolbar = useRef<HTMLDivElement>(null);
  useSaveKey(toolbar, item.message);
  usePlace(toolbar);
  const now = useNow();
  const conversation = useConversation(item.message.conversationId);
  const opener =
    (what: Asked['what']) =>
    ({ currentTarget: from }: { currentTarget: HTMLElement }) =>
      onAsk({ what, item, at: pointBelow(from), from: from.closest('article') });
  return (
    <div
      ref={toolbar}
      className={styles['toolbar']}
      data-own={item.own}
      role="group"
      aria-label={t('action.menu')}
    >
      <IconButton label={t('action.react')} className={styles['button']} onClick={opener('emoji')}>
        <SmilePlus size="1.0625rem" aria-hidden="true" />
      </IconButton>
      {conversation !== undefined && mayWrite(conversation, now) && (
        <IconButton
          label={t('action.reply')}
          keys="R"
          className={styles['button']}
          onClick={() => beginReply(thread?.place ?? conversation.id, item.message)}
        >
          <Reply size="1.0625rem" aria-hidden="true" />
        </IconButton>
      )}
      <IconButton
        label={t('action.more')}
        className={styles['button']}
        aria-haspopup="menu"
        onClick={opener('menu')}
      >
        <EllipsisVertical size="1.0625rem" aria-hidden="true" />
      </IconButton>
    </div>
  );
}

/** Where there is no room for it beside the bubble, it lies on its upper edge. */
function usePlace(toolbar: RefObject<HTMLDivElement | null>): void {
  useLayoutEffect(() => {
    const { current } = toolbar;
    const [line, bubble] = [current?.closest('article'), current?.parentElement];
    if (!current || !line || !bubble) return;
    const [whole, taken] = [line.getBoundingClientRect(), bubble.getBoundingClientRect()];
    // the bubble is at one side of its line, and the room at the other
    const room = Math.max(taken.left - whole.left, whole.right - taken.right);
    current.setAttribute('data-over', String(room < current.offsetWidth));
  }, [toolbar]);
}

/** While a message has the focus, S saves it for the user, or takes it out of what they saved. */
function useSaveKey(toolbar: RefObject<HTMLDivElement | null>, message: Message): void {
  const latest = useRef(message);
  useEffect(() => {
    latest.current = message;
  });
  useEffect(() => {
    const line = toolbar.current?.closest('article');
    if (!line) return;
    const pressed = (event: KeyboardEvent) => {
      const { key, target, repeat, altKey, ctrlKey, metaKey, shiftKey } = event;
      const hasModifier = altKey || ctrlKey || metaKey || shiftKey;
      if (key.toLowerCase() !== 's' || hasModifier || repeat || target !== line) return;
      event.preventDefault();
      setSaved(latest.current, latest.current.starred !== true);
    };
    line.addEventListener('keydown', pressed);
    return () => line.removeEventListener('keydown', pressed);
  }, [toolbar]);
}
