import { use } from 'react';
import type { ConversationItem, MessageItem } from '../../../client/index.ts';
import { useSession } from '../../../client/react/index.ts';
import { useSender } from '../chat/sender.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { classNames } from '../ui/class-names.ts';
import { QuoteLine } from './quote-line.tsx';
import { useQuote } from './quotes.ts';
import { jumpFrom } from './returns.ts';
import styles from './quote.module.css';
import { ThreadContext } from './thread-context.ts';

export interface MessageQuoteProps {
  /** The message that replies. */
  item: MessageItem;
  replyTo: string;
  conversation: ConversationItem;
  /** Whether Tab stops here: where the message has the focus. */
  reachable: boolean;
}

/** Above the text of a reply: how what it replies to begins. It leads there, and takes the same room whatever it shows. */
export default function MessageQuote({ item, replyTo, conversation, reachable }: MessageQuoteProps) {
  const t = useTranslate();
  const { userId } = useSession();
  const thread = use(ThreadContext);
  const stored = item.kind === 'stored' ? item.message : undefined;
  const quote = useQuote({
    conversationId: conversation.id,
    id: replyTo,
    given: stored?.quote,
    ask: stored && { seq: stored.seq, is: 'reply' },
  });
  const sender = useSender(conversation, quote?.senderId);
  const own = quote?.senderId === userId;
  const name = own ? t('list.you') : (sender?.name ?? t('conversation.unknownSender'));
  const line = <QuoteLine quote={quote} name={name} />;
  if (quote === undefined || quote === null) return <div className={styles['quote']}>{line}</div>;
  return (
    <button
      type="button"
      className={classNames(styles['quote'], styles['leads'])}
      tabIndex={reachable ? 0 : -1}
      onClick={() => {
        if (thread !== undefined) thread.show(quote.seq);
        else if (stored !== undefined) jumpFrom(conversation.id, stored.seq, quote.seq);
      }}
    >
      <span className="visually-hidden">{t('quote.jump')}</span>
      {line}
    </button>
  );
}
