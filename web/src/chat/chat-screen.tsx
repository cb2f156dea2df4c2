import { useEffect, useState } from 'react';
import { MessagesSquare } from 'lucide-react';
import { useLocation } from 'wouter';
import { useSession } from '../../../client/react/index.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { queries, useMediaQuery } from '../media-query.ts';
import { conversationPath, goBack, navigate } from '../navigation.ts';
import { Sidebar } from '../sidebar/sidebar.tsx';
import styles from './chat-screen.module.css';
import { ConversationView } from './conversation-view.tsx';
import { Details, DialogAt, Discover, EndingToasts, isDialog, useDialogsAhead } from './dialogs.tsx';
import { forgetWantedPath, wantedPath } from '../wanted-path.ts';
import { PageTitle } from './page-title.tsx';
import { useShortcuts } from './shortcuts.ts';

interface Opened {
  conversationId: string | undefined;
  details: boolean;
  /** The step of the details, such as `members`; empty for their beginning. */
  step: string;
  /** Public groups, in the place of a conversation. */
  discover: boolean;
}

const nothing: Opened = { conversationId: undefined, details: false, step: '', discover: false };

/** What a path opens; `undefined` for dialogs, which leave open what was. */
function openedBy(path: string): Opened | undefined {
  if (isDialog(path)) return undefined;
  const [, id, details, step = ''] = /^\/c\/([^/]+)(\/details(?:\/([\w-]+))?)?$/.exec(path) ?? [];
  if (id === undefined) return { ...nothing, discover: /^\/discover(\/|$)/.test(path) };
  try {
    return { conversationId: decodeURIComponent(id), details: details !== undefined, step, discover: false };
  } catch {
    return nothing;
  }
}

/** The whole chat: one pane on a phone, the list beside the conversation on a tablet, the details as a third on a desktop. */
export function ChatScreen() {
  const [path] = useLocation();
  const { userId = '' } = useSession();
  const beside = useMediaQuery(queries.beside);
  const wide = useMediaQuery(queries.wide);
  const opens = openedBy(path);
  const [last, setLast] = useState(nothing);
  if (opens !== undefined && !isSame(opens, last)) setLast(opens);
  const { conversationId, details, step, discover } = opens ?? last;
  useShortcuts({ conversationId, details, step });
  useDialogsAhead();
  useEffect(() => {
    if (path === wantedPath(userId)) forgetWantedPath();
  }, [path, userId]);

  const home = discover ? '/discover' : '/';
  const closePath = conversationId === undefined ? home : conversationPath(conversationId);
  const close = () => goBack(closePath);
  const closeDetails = () => (step === '' ? close() : navigate(closePath));
  const detailsPane = conversationId !== undefined && details && (
    <Details key={conversationId} conversationId={conversationId} step={step} onClose={close} />
  );
  // narrower screens show the details in place of the conversation
  const covered = detailsPane !== false && !wide;
  /** Whether something stands beside the list, or in its place. */
  const fills = conversationId !== undefined || discover;
  // where it is all that there is, it is what the page is about
  const SidebarPane = beside ? 'div' : 'main';
  return (
    <div className={styles['screen']}>
      <PageTitle />
      <EndingToasts openId={conversationId} />
      {(beside || !fills) && (
        <SidebarPane className={styles['sidebar']}>
          <Sidebar selectedId={conversationId} />
        </SidebarPane>
      )}
      {(beside || fills) && (
        <main className={styles['main']}>
          {conversationId === undefined ? (
            discover ? (
              <Discover onClose={() => navigate('/', { replace: true })} />
            ) : (
              <NothingOpen />
            )
          ) : (
            !covered && (
              <ConversationView
                conversationId={conversationId}
                userId={userId}
                detailsOpen={details}
                closeDetails={closeDetails}
              />
            )
          )}
          {covered && detailsPane}
        </main>
      )}
      {wide && detailsPane !== false && <aside className={styles['details']}>{detailsPane}</aside>}
      {opens === undefined && <DialogAt key={path} path={path} onClose={close} />}
    </div>
  );
}

const isSame = (a: Opened, b: Opened) =>
  a.conversationId === b.conversationId &&
  a.details === b.details &&
  a.step === b.step &&
  a.discover === b.discover;

function NothingOpen() {
  const t = useTranslate();
  return (
    <div className={styles['nothing']}>
      <MessagesSquare size="3rem" strokeWidth={1.25} aria-hidden="true" />
      <p>{t('conversation.nothingOpen')}</p>
      <button type="button" className={styles['jump']} onClick={() => navigate('/jump')}>
        {t('jump.title')} <kbd>{isApple ? '⌘' : 'Ctrl'} K</kbd>
      </button>
    </div>
  );
}

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);
