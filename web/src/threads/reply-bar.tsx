import { useEffect } from 'react';
import { Reply, X } from 'lucide-react';
import type { ConversationItem } from '../../../client/index.ts';
import { useConversation, useSession } from '../../../client/react/index.ts';
import { useSender } from '../chat/sender.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { IconButton } from '../ui/button.tsx';
import { showToast } from '../ui/toast.tsx';
import { useQuoteText } from './quote-line.tsx';
import { useQuote } from './quotes.ts';
import styles from './reply-bar.module.css';
import type { ReplyTarget } from './reply-target.ts';
import { endReply } from './replying.ts';

export interface ReplyBarProps {
  conversationId: string;
  /** Where what is written is kept. */
  place: string;
  target: ReplyTarget;
  /** It was cancelled. */
  onDone: () => void;
}

/** Above the composer while a reply is written: to whom, how that message begins, and the way out. */
export default function ReplyBar(props: ReplyBarProps) {
  const conversation = useConversation(props.conversationId);
  return conversation && <Bar {...props} conversation={conversation} />;
}

function Bar({
  conversationId,
  place,
  target,
  onDone,
  conversation,
}: ReplyBarProps & { conversation: ConversationItem }) {
  const t = useTranslate();
  const { userId } = useSession();
  const { id, seq } = target;
  const quote = useQuote({ conversationId, id, ask: { seq, is: 'target' } });
  const text = useQuoteText(quote);
  const sender = useSender(conversation, quote?.senderId);
  const gone = quote === null || (quote !== undefined && quote.deletedAt !== null);
  useEffect(() => {
    // the server takes no reply to what is deleted: what was typed is sent as any other message
    if (!gone) return;
    endReply(place);
    showToast(t('reply.gone'));
  }, [gone, place, t]);
  const title = () => {
    if (quote === undefined || quote === null) return '';
    if (quote.senderId === userId) return t('reply.toSelf');
    return t('reply.to', { name: sender?.name ?? t('conversation.unknownSender') });
  };
  return (
    <div className={styles['bar']}>
      <Reply size="1.25rem" aria-hidden="true" className={styles['icon']} />
      <div className={styles['texts']}>
        <p className={styles['title']} dir="auto" role="status">
          {title()}
        </p>
        <p className={styles['original']} dir="auto">
          {text}
        </p>
      </div>
      <IconButton
        label={t('reply.cancel')}
        keys="Esc"
        onClick={() => {
          endReply(place);
          onDone();
        }}
      >
        <X size="1.25rem" aria-hidden="true" />
      </IconButton>
    </div>
  );
}
