import { ArrowLeft, MessageCircle, PanelRight } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ConversationItem, Participant } from '../../../client/index.ts';
import { useConversation, useMessages } from '../../../client/react/index.ts';
import { explain, isSignedOut } from '../errors.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { queries, useMediaQuery } from '../media-query.ts';
import { detailsPath, goBack, navigate } from '../navigation.ts';
import { useBlocking } from '../people/use-blocking.ts';
import { report } from '../report.ts';
import { ConnectionLine } from '../sidebar/connection-line.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { AfterPatience } from '../ui/skeleton.tsx';
import { Composer } from './composer.tsx';
import { otherOf, titleOf } from './conversation-title.ts';
import { ConversationHeading } from './conversation-heading.tsx';
import styles from './conversation-view.module.css';
import { MessageList } from './message-list.tsx';
import { MessageSkeleton } from './message-skeleton.tsx';
import { TypingLine } from './typing-line.tsx';
import { useIsMissing } from './use-is-missing.ts';

export interface ConversationViewProps {
  conversationId: string;
  userId: string;
  /** Whether the details are beside it. */
  detailsOpen: boolean;
  closeDetails: () => void;
}

/**
 * A conversation: its heading, its messages and where to write. Where another one is opened, only the messages are made
 * anew: the rest has the same parts, which take their time to make.
 */
export function ConversationView(props: ConversationViewProps) {
  const { conversationId, userId, detailsOpen, closeDetails } = props;
  const t = useTranslate();
  const beside = useMediaQuery(queries.beside);
  const conversation = useConversation(conversationId);
  const messages = useMessages(conversationId);
  const missing = useIsMissing(conversationId, conversation !== undefined);
  const title = conversation === undefined ? '' : titleOf(conversation, userId);
  const other = conversation === undefined ? undefined : otherOf(conversation, userId);
  const openDetails = () => navigate(detailsPath(conversationId));

  function send(text: string): void {
    // a message that is refused stays in the list, with what can be done about it
    messages.send(text).catch((error: unknown) => {
      if (!isSignedOut(error)) report(error);
    });
  }

  return (
    <section className={styles['view']} aria-label={title}>
      <header className={styles['header']}>
        {!beside && (
          <IconButton label={t('conversation.back')} onClick={() => goBack('/')}>
            <ArrowLeft size="1.375rem" className={styles['arrow']} />
          </IconButton>
        )}
        {conversation !== undefined && (
          <>
            {/* what is inside of a button is no heading to screen readers */}
            {beside ? (
              <h2 className="visually-hidden">{title}</h2>
            ) : (
              <h1 className="visually-hidden">{title}</h1>
            )}
            <ConversationHeading
              conversation={conversation}
              title={title}
              other={other}
              onOpen={openDetails}
            />
            <IconButton
              label={t('conversation.details')}
              aria-expanded={detailsOpen}
              onClick={detailsOpen ? closeDetails : openDetails}
            >
              <PanelRight size="1.25rem" className={styles['arrow']} />
            </IconButton>
          </>
        )}
      </header>
      {/* otherwise it stands above the list */}
      {!beside && (
        <div className={styles['connection']}>
          <ConnectionLine />
        </div>
      )}
      {conversation === undefined ? (
        <Unknown
          key={conversationId}
          missing={missing}
          error={messages.error}
          retry={() => void messages.jumpToNewest().catch(report)}
        />
      ) : (
        <>
          <Messages
            key={conversationId}
            conversation={conversation}
            messages={messages}
            userId={userId}
            title={title}
          />
          <TypingLine conversation={conversation} />
          <Writing other={other}>
            <Composer conversationId={conversationId} title={title} send={send} />
          </Writing>
        </>
      )}
    </section>
  );
}

/** Where to write; with a user whom one blocked, what ends that. */
function Writing({ other, children }: { other: Participant | undefined; children: ReactNode }) {
  return other === undefined ? children : <WritingTo other={other}>{children}</WritingTo>;
}

function WritingTo({ other, children }: { other: Participant; children: ReactNode }) {
  const t = useTranslate();
  const { blocked, busy, unblock } = useBlocking(other);
  if (!blocked) return children;
  return (
    <div className={styles['blocked']}>
      <p>{t('privacy.youBlocked', { name: other.name })}</p>
      <Button busy={busy} onClick={unblock}>
        {t('privacy.unblock')}
      </Button>
    </div>
  );
}

interface MessagesProps {
  conversation: ConversationItem;
  messages: ReturnType<typeof useMessages>;
  userId: string;
  title: string;
}

function Messages({ conversation, messages, userId, title }: MessagesProps) {
  const t = useTranslate();
  if (messages.items.length > 0) {
    return <MessageList conversation={conversation} messages={messages} userId={userId} title={title} />;
  }
  if (messages.loaded) {
    return (
      <div className={styles['notice']}>
        <MessageCircle size="2.5rem" strokeWidth={1.5} aria-hidden="true" className={styles['noticeIcon']} />
        <h2 className={styles['noticeTitle']}>{t('conversation.empty')}</h2>
        <p className={styles['noticeText']}>
          {t(conversation.isGroup ? 'conversation.emptyGroup' : 'conversation.emptyText', { name: title })}
        </p>
      </div>
    );
  }
  if (messages.error !== undefined && !messages.jumping) {
    return <Failed error={messages.error} retry={() => void messages.jumpToNewest().catch(report)} />;
  }
  return (
    <div className={styles['notice']} aria-busy="true">
      <AfterPatience>
        <MessageSkeleton />
      </AfterPatience>
    </div>
  );
}

function Unknown({ missing, error, retry }: { missing: boolean; error: unknown; retry: () => void }) {
  const t = useTranslate();
  if (missing) {
    return (
      <div className={styles['notice']}>
        <h2 className={styles['noticeTitle']}>{t('conversation.notFound')}</h2>
        <p className={styles['noticeText']}>{t('conversation.notFoundText')}</p>
        <Button onClick={() => navigate('/', { replace: true })}>{t('conversation.back')}</Button>
      </div>
    );
  }
  if (error !== undefined) return <Failed error={error} retry={retry} />;
  return (
    <div className={styles['notice']} aria-busy="true">
      <AfterPatience>
        <MessageSkeleton />
      </AfterPatience>
    </div>
  );
}

function Failed({ error, retry }: { error: unknown; retry: () => void }) {
  const t = useTranslate();
  return (
    <div className={styles['notice']} role="alert">
      <h2 className={styles['noticeTitle']}>{t('conversation.loadFailed')}</h2>
      <p className={styles['noticeText']}>{explain(error, t)}</p>
      <Button onClick={retry}>{t('dialog.tryAgain')}</Button>
    </div>
  );
}
