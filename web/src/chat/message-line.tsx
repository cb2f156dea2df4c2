import { memo, Suspense, use } from 'react';
import { Ban } from 'lucide-react';
import type { ConversationItem, StoredItem } from '../../../client/index.ts';
import { ContentCard } from '../contents/lazy-parts.tsx';
import { hasContent, saidIn } from '../contents/model.ts';
import { emojiCount } from '../format/emoji-only.ts';
import { FormattedText } from '../format/formatted-text.tsx';
import { shownText } from '../format/text-parts.ts';
import { MessageAttachments } from '../media/message-attachments.tsx';
import { isVisual } from '../media/model.ts';
import { useAttachments } from '../media/sent-media.ts';
import { useNow } from '../format/now.ts';
import { clockTime, dayLabel, fullTime } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { queries, useMediaQuery } from '../media-query.ts';
import { Avatar } from '../ui/avatar.tsx';
import { BotMark } from '../ui/bot-mark.tsx';
import { classNames } from '../ui/class-names.ts';
import { SendStatusIcon } from '../ui/send-status.tsx';
import { pointBelow, type Ask } from './asked.ts';
import { MessageFailure } from './message-failure.tsx';
import styles from './message-line.module.css';
import { MessageTimer, MessageToolbar } from './message-parts.tsx';
import type { MessageRow, Row } from './message-rows.ts';
import { ReactionChips } from './reaction-chips.tsx';
import { useSender } from './sender.ts';
import { SystemLine } from './system-line.tsx';
import { useMessageGestures } from './use-message-gestures.ts';
import { GrowingText, StreamLine } from '../streams/lazy-parts.tsx';
import { LinkCard } from '../previews/lazy-parts.tsx';
import { useSettings } from '../settings/settings.ts';
import { ForwardedLine, MessageQuote, ThreadLine } from '../threads/lazy-parts.tsx';
import { ThreadContext } from '../threads/thread-context.ts';

export interface MessageLineProps {
  row: Row;
  /** Whether it was looked for: it stands out for a moment. */
  marked: boolean;
  conversation: ConversationItem;
  retry: (clientId: string) => Promise<void>;
  discard: (clientId: string) => boolean;
  /** Opens what can be done with a message. It must stay the same function. */
  onAsk: Ask;
}

/** One line of a conversation: a message, what happened in a group, the heading of a day, or the divider before what is new. */
export const MessageLine = memo(
  function MessageLine({ row, marked, conversation, ...actions }: MessageLineProps) {
    switch (row.type) {
      case 'day':
        return <DayHeading day={row.day} />;
      case 'unread':
        return <UnreadDivider />;
      case 'system':
        return <SystemLine message={row.item.message} conversation={conversation} />;
      case 'message':
        return <MessageBubble row={row} marked={marked} conversation={conversation} {...actions} />;
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

function MessageBubble({ row, marked, conversation, retry, discard, onAsk }: MessageBubbleProps) {
  const t = useTranslate();
  const locale = useLocale();
  const { item, first, last, createdAt } = row;
  const own = item.kind === 'unsent' || item.own;
  const stored = item.kind === 'stored' ? item : undefined;
  const said = saidIn(item);
  const { text, entities, replyTo } = said;
  const formatted = entities !== undefined && entities.length > 0;
  const attachments = useAttachments(item);
  const media = attachments.length > 0;
  const end = attachments.at(-1);
  /** Without a caption its time stands on the picture. */
  const onPicture = text === '' && end !== undefined && isVisual(end);
  const sender = useSender(conversation, own ? undefined : row.senderId);
  const name = sender?.name ?? t('conversation.unknownSender');
  const deleted = item.kind === 'stored' && item.message.deletedAt !== null;
  const streaming = stored?.message.streaming === true;
  const noText = !deleted && hasContent(said);
  const edited = item.kind === 'stored' && item.message.editedAt !== null ? item : undefined;
  const thread = use(ThreadContext);
  const { showPreviews } = useSettings();
  const preview = showPreviews && !deleted ? stored?.message.preview : undefined;
  // in a thread, all messages reply to the first one
  const quotes = typeof replyTo === 'string' && replyTo !== thread?.rootId && !deleted ? replyTo : undefined;
  const large =
    formatted || media || noText || streaming || quotes !== undefined || stored?.message.forwarded
      ? 0
      : emojiCount(text);
  const { active, focused, handlers } = useMessageGestures(stored, onAsk);
  const time = clockTime(createdAt, locale);
  const hasBlocks = !deleted && formatted && entities.some(({ type }) => type === 'pre' || type === 'quote');
  const [Text, Said] = hasBlocks ? (['div', 'div'] as const) : (['p', 'span'] as const);
  const meta = (
    <span className={styles['meta']}>
      {stored?.message.starred === true && !deleted && (
        <span className={styles['saved']} role="img" aria-label={t('message.saved')} />
      )}
      {edited !== undefined && <Edited item={edited} reachable={focused} onAsk={onAsk} />}
      {stored?.message.expires && stored.message.expiresAt !== undefined && (
        <Suspense fallback={<span className={styles['timer']} />}>
          <MessageTimer expires={stored.message.expires} expiresAt={stored.message.expiresAt} />
        </Suspense>
      )}
      <time
        dateTime={createdAt}
        onPointerEnter={({ currentTarget }) => (currentTarget.title = fullTime(createdAt, locale))}
      >
        {time}
      </time>
      {own && !deleted && <SendStatusIcon status={item.status} />}
    </span>
  );
  return (
    <article
      {...handlers}
      // what can be replied to
      data-reply={deleted ? undefined : stored?.seq}
      aria-label={
        focused
          ? t('message.said', {
              name: own ? t('list.you') : name,
              time,
              text: deleted ? t('message.deleted') : streaming ? t('list.typing') : shownText(text, entities),
            })
          : undefined
      }
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
            deleted && styles['gone'],
          )}
          data-bubble
        >
          {conversation.isGroup && !own && first && (
            <p className={styles['sender']} dir="auto">
              <b className={styles['senderName']}>{name}</b>
              <BotMark of={sender} />
            </p>
          )}
          {stored?.message.forwarded && <ForwardedLine forwarded={stored.message.forwarded} />}
          {quotes !== undefined && (
            <MessageQuote item={item} replyTo={quotes} conversation={conversation} reachable={focused} />
          )}
          {media && (
            <MessageAttachments
              attachments={attachments}
              conversationId={conversation.id}
              sending={item.kind === 'unsent'}
            />
          )}
          {noText && (
            <Suspense fallback={<div className={styles['cardRoom']} />}>
              <ContentCard item={item} conversation={conversation} reachable={focused} />
            </Suspense>
          )}
          {/* blocks of code and quotations do not stand in a paragraph */}
          <Text
            className={classNames(
              styles['text'],
              media && text === '' && styles['silent'],
              noText && styles['belowCard'],
              onPicture && styles['onPicture'],
              large > 0 && styles[large > 3 ? 'large' : 'huge'],
            )}
            dir="auto"
          >
            <Said data-chat={conversation.id} data-seq={item.kind === 'stored' ? item.seq : undefined}>
              {deleted ? (
                <>
                  <Ban size="0.9375rem" aria-hidden="true" className={styles['goneIcon']} />
                  {t('message.deleted')}
                </>
              ) : streaming ? (
                <GrowingText text={text} />
              ) : (
                !noText && <FormattedText text={text} entities={entities} reachable={focused} />
              )}
            </Said>
            {preview === undefined && meta}
          </Text>
          {preview && (
            <div className={styles['preview']}>
              <LinkCard preview={preview} reachable={focused} />
              {meta}
            </div>
          )}
          {stored !== undefined && active && (
            <Suspense>
              <MessageToolbar item={stored} onAsk={onAsk} />
            </Suspense>
          )}
        </div>
        {stored !== undefined && (streaming || stored.message.incomplete !== undefined) && (
          <StreamLine message={stored.message} conversation={conversation} name={own ? undefined : name} />
        )}
        {stored !== undefined && !deleted && (
          <ReactionChips item={stored} conversation={conversation} reachable={focused} onAsk={onAsk} />
        )}
        {stored?.message.thread && thread === undefined && (
          <ThreadLine message={stored.message} conversation={conversation} reachable={focused} />
        )}
        {item.kind === 'unsent' && item.status === 'failed' && (
          <MessageFailure item={item} attachments={attachments} retry={retry} discard={discard} />
        )}
      </div>
    </article>
  );
}

interface EditedProps {
  item: StoredItem;
  reachable: boolean;
  onAsk: Ask;
}

/** Beside the time of a message that was edited: it opens what the message said before. Fingers find that in the menu. */
function Edited({ item, reachable, onAsk }: EditedProps) {
  const t = useTranslate();
  const touch = useMediaQuery(queries.touch);
  if (touch) return <span>{t('message.edited')}</span>;
  return (
    <button
      type="button"
      className={styles['edited']}
      tabIndex={reachable ? 0 : -1}
      aria-label={t('message.showRevisions')}
      onClick={({ currentTarget: from }) =>
        onAsk({ what: 'revisions', item, at: pointBelow(from), from: from.closest('article') })
      }
    >
      {t('message.edited')}
    </button>
  );
}
