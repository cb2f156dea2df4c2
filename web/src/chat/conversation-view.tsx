import { ArrowLeft, MessageCircle, PanelRight, Search } from 'lucide-react';
import { lazy, Suspense, useRef, useState, type RefObject } from 'react';
import type { ConversationItem } from '../../../client/index.ts';
import { useConversation, useMessages } from '../../../client/react/index.ts';
import { explain } from '../errors.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { isApple } from '../is-apple.ts';
import { queries, useMediaQuery } from '../media-query.ts';
import { detailsPath, goBack, navigate } from '../navigation.ts';
import { report } from '../report.ts';
import { ConnectionLine } from '../sidebar/connection-line.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { AfterPatience } from '../ui/skeleton.tsx';
import { Composer } from './composer.tsx';
import { Gone } from './dialogs.tsx';
import { otherOf, titleOf } from './conversation-title.ts';
import { ConversationHeading } from './conversation-heading.tsx';
import styles from './conversation-view.module.css';
import { isToBeGreeted } from '../joining/greeted.ts';
import { loadPart } from '../lazy-part.ts';
import { ScheduledBar } from '../later/lazy-parts.tsx';
import { DropZone } from '../media/lazy-parts.tsx';
import { MessageList } from './message-list.tsx';
import { MessageSkeleton } from './message-skeleton.tsx';
import { ChatSearch } from '../search/lazy-parts.tsx';
import { useChatSearch } from './use-chat-search.ts';
import { wentBySelf } from './endings.ts';
import { useWithPending } from './pending-sends.ts';
import { useSlowMode } from './silence.ts';
import { ExpirySign } from './message-parts.tsx';
import { TypingLine } from './typing-line.tsx';
import { useIsMissing } from './use-is-missing.ts';
import { useSendText, type SendText } from './use-send-text.ts';
import { Writing } from './writing.tsx';

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
  /** What was open here last: its name is still known when the user is out of it. */
  const [last, setLast] = useState<{ id: string; title: string }>();
  if (conversation !== undefined && (last?.id !== conversationId || last.title !== title))
    setLast({ id: conversationId, title });
  const view = useRef<HTMLElement>(null);
  const finding = useChatSearch(conversationId);
  const openDetails = () => navigate(detailsPath(conversationId));

  const send = useSendText(conversationId, messages);

  return (
    <section ref={view} className={styles['view']} aria-label={title}>
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
              label={t('conversation.search')}
              keys={isApple ? '⌘ F' : 'Ctrl F'}
              onClick={finding.ask}
            >
              <Search size="1.25rem" />
            </IconButton>
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
      {conversation !== undefined && finding.asked > 0 && (
        <Suspense>
          <ChatSearch
            key={conversationId}
            conversation={conversation}
            asked={finding.asked}
            onClose={finding.close}
          />
        </Suspense>
      )}
      {/* otherwise it stands above the list */}
      {!beside && (
        <div className={styles['connection']}>
          <ConnectionLine />
        </div>
      )}
      {conversation === undefined ? (
        <Unknown
          key={conversationId}
          conversationId={conversationId}
          name={last?.id === conversationId ? last.title : undefined}
          missing={missing}
          messages={messages}
        />
      ) : (
        <>
          <Pins key={`pins ${conversationId}`} conversation={conversation} />
          <Notices key={`notices ${conversationId}`} conversation={conversation} userId={userId} />
          <Messages
            key={conversationId}
            conversation={conversation}
            messages={messages}
            userId={userId}
            title={title}
          />
          <TypingLine conversation={conversation} />
          <Suspense>
            <ScheduledBar key={`scheduled ${conversationId}`} conversationId={conversationId} />
          </Suspense>
          <Writing conversation={conversation} other={other}>
            <ComposerIn
              conversation={conversation}
              items={messages.items}
              title={title}
              send={send}
              view={view}
            />
          </Writing>
        </>
      )}
    </section>
  );
}

type NoticesProps = Pick<MessagesProps, 'conversation'>;

/** Where it cannot be loaded, the conversation does without. */
const GroupNotices = lazy(() =>
  loadPart<NoticesProps>(() => import('../joining/group-notices.tsx')).catch(() => ({ default: () => null })),
);

/** What a group has to say above its messages: loaded where there is something. */
function Notices({ conversation, userId }: { conversation: ConversationItem; userId: string }) {
  const [greets] = useState(() => isToBeGreeted(conversation, userId, Date.now()));
  const waits = (conversation.me.pendingRequests ?? 0) > 0;
  return (
    (greets || waits) && (
      <Suspense>
        <GroupNotices conversation={conversation} />
      </Suspense>
    )
  );
}

/** Where it cannot be loaded, the conversation does without. */
const PinnedBar = lazy(() =>
  loadPart<NoticesProps>(() => import('../pins/pinned-bar.tsx')).catch(() => ({ default: () => null })),
);

/** The pinned messages: their room is there from the start, so that nothing moves when they are. */
const Pins = ({ conversation }: { conversation: ConversationItem }) =>
  (conversation.pinCount ?? 0) > 0 && (
    <div className={styles['pins']}>
      <Suspense>
        <PinnedBar conversation={conversation} />
      </Suspense>
    </div>
  );

interface ComposerInProps {
  conversation: ConversationItem;
  items: ReturnType<typeof useMessages>['items'];
  title: string;
  send: SendText;
  /** What files can be dropped on while one can write. */
  view: RefObject<HTMLElement | null>;
}

function ComposerIn({ conversation, items, view, ...rest }: ComposerInProps) {
  const wait = useSlowMode(conversation, items);
  return (
    <>
      <Suspense>
        <DropZone place={conversation.id} target={view} />
      </Suspense>
      <Composer
        conversationId={conversation.id}
        items={items}
        wait={wait}
        sign={
          conversation.expiry && (
            <Suspense>
              <ExpirySign conversationId={conversation.id} expiry={conversation.expiry} />
            </Suspense>
          )
        }
        {...rest}
      />
    </>
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
  const items = useWithPending(conversation.id, messages.items);
  if (items.length > 0) {
    return (
      <MessageList
        conversation={conversation}
        messages={messages}
        items={items}
        userId={userId}
        title={title}
      />
    );
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

interface UnknownProps {
  conversationId: string;
  name: string | undefined;
  missing: boolean;
  messages: ReturnType<typeof useMessages>;
}

function Unknown({ conversationId, name, missing, messages }: UnknownProps) {
  if (missing && !wentBySelf(conversationId)) {
    return <Gone conversationId={conversationId} name={name} items={messages.items} />;
  }
  if (messages.error !== undefined && !missing) {
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
