import { use, useEffect, useRef, type RefObject } from 'react';
import { EllipsisVertical, Reply, SmilePlus } from 'lucide-react';
import type { Message, StoredItem } from '../../../client/index.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { setSaved } from '../saved/save-message.ts';
import { beginReply } from '../threads/replying.ts';
import { ThreadContext } from '../threads/thread-context.ts';
import { IconButton } from '../ui/button.tsx';
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
      <IconButton
        label={t('action.reply')}
        keys="R"
        className={styles['button']}
        onClick={() => beginReply(thread?.place ?? item.message.conversationId, item.message)}
      >
        <Reply size="1.0625rem" aria-hidden="true" />
      </IconButton>
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
