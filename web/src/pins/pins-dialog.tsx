import { PinOff } from 'lucide-react';
import type { ConversationItem, Message } from '../../../client/index.ts';
import { useSender } from '../chat/sender.ts';
import { wantMessage } from '../chat/wanted-message.ts';
import { useNow } from '../format/now.ts';
import { untilTime } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { summaryText } from '../media/summary.ts';
import { IconButton } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { mayPin, setPinned } from './pin-message.ts';
import styles from './pins.module.css';

export interface PinsDialogProps {
  conversation: ConversationItem;
  pins: readonly Message[];
  onClose: () => void;
}

/** All pinned messages of a conversation: each leads to its place, and can be unpinned by those who may. */
export function PinsDialog({ conversation, pins, onClose }: PinsDialogProps) {
  const t = useTranslate();
  return (
    <Dialog title={t('pins.all')} onClose={onClose}>
      {/* a list that scrolls needs the keyboard */}
      <div className={styles['scroller']} tabIndex={0} role="group" aria-label={t('pins.all')}>
        <ul className={styles['list']}>
          {pins.map((message) => (
            <PinnedRow
              key={message.seq}
              message={message}
              conversation={conversation}
              onOpen={() => {
                onClose();
                wantMessage(conversation.id, message.seq);
              }}
            />
          ))}
        </ul>
      </div>
    </Dialog>
  );
}

interface PinnedRowProps {
  message: Message;
  conversation: ConversationItem;
  onOpen: () => void;
}

function PinnedRow({ message, conversation, onOpen }: PinnedRowProps) {
  const t = useTranslate();
  const locale = useLocale();
  const now = useNow();
  const sender = useSender(conversation, message.senderId);
  const { text, attachments, createdAt } = message;
  const says = text === '' ? summaryText(attachments, attachments.length, t) : text;
  return (
    <li className={styles['row']}>
      <button type="button" className={styles['rowOpen']} onClick={onOpen}>
        <span className={styles['rowTop']}>
          <bdi className={styles['name']}>{sender?.name ?? ''}</bdi>
          <time dateTime={createdAt} className={styles['time']}>
            {untilTime(createdAt, now, locale)}
          </time>
        </span>
        <span className={styles['rowText']} dir="auto">
          {says}
        </span>
      </button>
      {mayPin(conversation) && (
        <IconButton label={t('pins.unpin')} onClick={() => setPinned(message, false)}>
          <PinOff size="1.125rem" />
        </IconButton>
      )}
    </li>
  );
}
