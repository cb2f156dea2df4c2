import { memo } from 'react';
import { hasCode, type ConversationItem } from '../../../client/index.ts';
import { reasonOf } from '../errors.ts';
import { emojiCount } from '../format/emoji-only.ts';
import { LinkedText } from '../format/links.tsx';
import { MessageAttachments } from '../media/message-attachments.tsx';
import { isVisual } from '../media/model.ts';
import { refusedOf, sendWithout, useAttachments } from '../media/sent-media.ts';
import { useNow } from '../format/now.ts';
import { clockTime, dayLabel, fullTime } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { report } from '../report.ts';
import { Avatar } from '../ui/avatar.tsx';
import { classNames } from '../ui/class-names.ts';
import { SendStatusIcon } from '../ui/send-status.tsx';
import styles from './message-line.module.css';
import type { MessageRow, Row } from './message-rows.ts';
import { useSender } from './sender.ts';
import { SystemLine } from './system-line.tsx';

export interface MessageLineProps {
  row: Row;
  /** Whether it was looked for: it stands out for a moment. */
  marked: boolean;
  conversation: ConversationItem;
  retry: (clientId: string) => Promise<void>;
  discard: (clientId: string) => boolean;
}

/** One line of a conversation: a message, what happened in a group, the heading of a day, or the divider before what is new. */
export const MessageLine = memo(
  function MessageLine({ row, marked, conversation, retry, discard }: MessageLineProps) {
    switch (row.type) {
      case 'day':
        return <DayHeading day={row.day} />;
      case 'unread':
        return <UnreadDivider />;
      case 'system':
        return <SystemLine message={row.item.message} conversation={conversation} />;
      case 'message':
        return (
          <MessageBubble
            row={row}
            marked={marked}
            conversation={conversation}
            retry={retry}
            discard={discard}
          />
        );
    }
  },
  (a, b) =>
    isSameRow(a.row, b.row) &&
    a.marked === b.marked &&
    a.conversation.participants === b.conversation.participants &&
    a.conversation.isGroup === b.conversation.isGroup &&
    a.retry === b.retry,
);

/** Rows are made anew with each change of the list; most of them say the same as before. */
function isSameRow(a: Row, b: Row): boolean {
  if (a.type === 'system' && b.type === 'system') return a.item === b.item;
  if (a.type !== 'message' || b.type !== 'message') return a.key === b.key && a.type === b.type;
  return a.item === b.item && a.first === b.first && a.last === b.last;
}

function DayHeading({ day }: { day: number }) {
  const t = useTranslate();
  const locale = useLocale();
  const now = useNow();
  return (
    <div className={styles['day']} role="heading" aria-level={2}>
      <span className={styles['dayLabel']}>{dayLabel(day, now, locale, t)}</span>
    </div>
  );
}

function UnreadDivider() {
  const t = useTranslate();
  return (
    <div className={styles['unread']} role="separator" aria-label={t('conversation.newMessages')}>
      <span>{t('conversation.newMessages')}</span>
    </div>
  );
}

interface MessageBubbleProps extends Omit<MessageLineProps, 'row'> {
  row: MessageRow;
}

function MessageBubble({ row, marked, conversation, retry, discard }: MessageBubbleProps) {
  const t = useTranslate();
  const locale = useLocale();
  const { item, first, last, createdAt } = row;
  const own = item.kind === 'unsent' || item.own;
  const { text } = item.kind === 'stored' ? item.message : item;
  const attachments = useAttachments(item);
  const media = attachments.length > 0;
  const end = attachments.at(-1);
  /** Without a caption its time stands on the picture. */
  const onPicture = text === '' && end !== undefined && isVisual(end);
  const sender = useSender(conversation, conversation.isGroup && !own ? row.senderId : undefined);
  const failed = item.kind === 'unsent' && item.status === 'failed';
  const reason = failed ? reasonOf(item.error, t) : undefined;
  const refused =
    failed && hasCode(item.error, 'media_blocked', 'media_not_found') ? refusedOf(attachments) : [];
  const large = media ? 0 : emojiCount(text);
  const name = sender?.name ?? t('conversation.unknownSender');
  return (
    <article
      className={classNames(
        styles['line'],
        own ? styles['own'] : styles['other'],
        conversation.isGroup && !own && styles['withAvatar'],
        first && styles['first'],
        marked && styles['marked'],
      )}
    >
      {conversation.isGroup && !own && (
        <span className={styles['face']}>
          {last && <Avatar id={row.senderId} name={name} avatar={sender?.avatar ?? null} size={32} />}
        </span>
      )}
      <div className={styles['column']}>
        <div
          className={classNames(
            styles['bubble'],
            first && styles['begins'],
            last && styles['ends'],
            large > 0 && styles['bare'],
            media && styles['media'],
          )}
        >
          {conversation.isGroup && !own && first && (
            <p className={styles['sender']} dir="auto">
              {name}
            </p>
          )}
          {media && (
            <MessageAttachments
              attachments={attachments}
              conversationId={conversation.id}
              sending={item.kind === 'unsent'}
            />
          )}
          <p
            className={classNames(
              styles['text'],
              media && text === '' && styles['silent'],
              onPicture && styles['onPicture'],
              large > 0 && styles[large > 3 ? 'large' : 'huge'],
            )}
            dir="auto"
          >
            <span>
              <LinkedText text={text} />
            </span>
            <span className={styles['meta']}>
              <time
                dateTime={createdAt}
                onPointerEnter={({ currentTarget }) => (currentTarget.title = fullTime(createdAt, locale))}
              >
                {clockTime(createdAt, locale)}
              </time>
              {own && <SendStatusIcon status={item.status} />}
            </span>
          </p>
        </div>
        {failed && (
          <p className={styles['failure']} role="alert">
            {t('message.failed')}
            {reason !== undefined && (
              <span className={styles['reason']}>
                {refused.length > 0 && <bdi>{`${refused.map((one) => one.name).join(', ')}: `}</bdi>}
                {reason}
              </span>
            )}
            {refused.length === 0 ? (
              <Action label={t('message.retry')} run={() => retry(item.clientId)} />
            ) : (
              (refused.length < attachments.length || text !== '') && (
                <Action label={t('message.sendWithout')} run={() => sendWithout(item, refused)} />
              )
            )}
            <button type="button" className={styles['action']} onClick={() => discard(item.clientId)}>
              {t('message.discard')}
            </button>
          </p>
        )}
      </div>
    </article>
  );
}

/** Sends a message that failed once more. */
function Action({ label, run }: { label: string; run: () => Promise<void> }) {
  const t = useTranslate();
  return (
    <button
      type="button"
      className={styles['action']}
      onClick={() => {
        // refused once more, the message says so itself
        run().catch((error: unknown) => {
          if (reasonOf(error, t) === undefined) report(error);
        });
      }}
    >
      {label}
    </button>
  );
}
