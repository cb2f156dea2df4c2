import { Suspense, useEffect, useState } from 'react';
import { MessagesSquare } from 'lucide-react';
import { useLocation } from 'wouter';
import { useClient, useSession } from '../../../client/react/index.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { isApple } from '../is-apple.ts';
import { queries, useMediaQuery } from '../media-query.ts';
import { conversationPath, goBack, navigate } from '../navigation.ts';
import { Sidebar } from '../sidebar/sidebar.tsx';
import styles from './chat-screen.module.css';
import { ConversationView } from './conversation-view.tsx';
import {
  Details,
  DialogAt,
  Discover,
  EndingToasts,
  isDialog,
  Reminders,
  Saved,
  Notifications,
  Notifier,
  Thread,
  Threads,
  useDialogsAhead,
  Viewer,
} from './dialogs.tsx';
import { DueToasts } from '../later/lazy-parts.tsx';
import { forgetWantedPath, wantedPath } from '../wanted-path.ts';
import { PageTitle } from './page-title.tsx';
import { useShortcuts } from './shortcuts.ts';

interface Opened {
  conversationId: string | undefined;
  details: boolean;
  /** The step of the details, such as `members`; empty for their beginning. */
  step: string;
  /** The message whose thread is open. */
  thread: number | undefined;
  /** What is in the place of a conversation: public groups, or what the user follows, saved, is reminded of or has not seen yet. */
  instead: 'discover' | 'threads' | 'saved' | 'reminders' | 'notifications' | undefined;
}

const nothing: Opened = {
  conversationId: undefined,
  details: false,
  step: '',
  thread: undefined,
  instead: undefined,
};

const viewed = /^\/c\/([^/]+)\/media\/([\w-]+)$/;

/** What a path opens; `undefined` for dialogs, which leave open what was. */
function openedBy(path: string): Opened | undefined {
  if (isDialog(path) || viewed.test(path)) return undefined;
  const [, id, details, step = '', thread] =
    /^\/c\/([^/]+)(?:(\/details(?:\/([\w-]+))?)|\/t\/(\d{1,15}))?$/.exec(path) ?? [];
  if (id === undefined) {
    if (/^\/discover(\/|$)/.test(path)) return { ...nothing, instead: 'discover' };
    if (path === '/saved') return { ...nothing, instead: 'saved' };
    if (path === '/reminders') return { ...nothing, instead: 'reminders' };
    if (path === '/notifications') return { ...nothing, instead: 'notifications' };
    return path === '/threads' ? { ...nothing, instead: 'threads' } : nothing;
  }
  const conversationId = decoded(id);
  return conversationId === undefined
    ? nothing
    : {
        ...nothing,
        conversationId,
        details: details !== undefined,
        step,
        thread: thread === undefined ? undefined : Number(thread),
      };
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/** The photo or video that a path shows, above its conversation. */
function viewedBy(path: string): { conversationId: string; mediaId: string } | undefined {
  const [, id = '', mediaId = ''] = viewed.exec(path) ?? [];
  const conversationId = decoded(id);
  return mediaId === '' || conversationId === undefined ? undefined : { conversationId, mediaId };
}

/** Where it cannot be loaded, drafts stay on this device. */
function useDraftsOfAllDevices(userId: string): void {
  const client = useClient();
  useEffect(() => {
    let end: () => void = () => undefined;
    let ended = false;
    import('./draft-sync.ts').then(
      ({ syncDrafts }) => {
        if (!ended) end = syncDrafts(client);
      },
      () => undefined,
    );
    return () => {
      ended = true;
      end();
    };
  }, [client, userId]);
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
  const viewer = viewedBy(path);
  // a link may lead right to it
  const below = last === nothing && viewer !== undefined ? { ...nothing, ...viewer } : last;
  const { conversationId, details, step, thread, instead } = opens ?? below;
  useShortcuts({ conversationId, details: details || thread !== undefined, step });
  useDialogsAhead();
  useEffect(() => {
    if (path === wantedPath(userId)) forgetWantedPath();
  }, [path, userId]);
  useDraftsOfAllDevices(userId);

  const home = instead === undefined ? '/' : `/${instead}`;
  const closePath = conversationId === undefined ? home : conversationPath(conversationId);
  const close = () => goBack(closePath);
  const closeDetails = () => (step === '' ? close() : navigate(closePath));
  const detailsPane = conversationId !== undefined && details && (
    <Details key={conversationId} conversationId={conversationId} step={step} onClose={close} />
  );
  const threadPane = conversationId !== undefined && thread !== undefined && (
    <Thread
      key={`${conversationId} ${thread}`}
      conversationId={conversationId}
      seq={thread}
      onClose={close}
    />
  );
  const sidePane = detailsPane || threadPane;
  // narrower screens show the details in place of the conversation
  const covered = sidePane !== false && !wide;
  /** Whether something stands beside the list, or in its place. */
  const fills = conversationId !== undefined || instead !== undefined;
  // where it is all that there is, it is what the page is about
  const SidebarPane = beside ? 'div' : 'main';
  return (
    <div className={styles['screen']}>
      <PageTitle />
      <EndingToasts openId={conversationId} />
      <Suspense>
        <DueToasts />
      </Suspense>
      <Notifier shownId={covered ? undefined : conversationId} />
      {(beside || !fills) && (
        <SidebarPane className={styles['sidebar']}>
          <Sidebar selectedId={conversationId} />
        </SidebarPane>
      )}
      {(beside || fills) && (
        <main className={styles['main']}>
          {conversationId === undefined ? (
            <Instead what={instead} />
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
          {covered && sidePane}
        </main>
      )}
      {wide && sidePane !== false && <aside className={styles['details']}>{sidePane}</aside>}
      {viewer !== undefined && (
        <Viewer {...viewer} onClose={() => goBack(conversationPath(viewer.conversationId))} />
      )}
      {opens === undefined && viewer === undefined && <DialogAt key={path} path={path} onClose={close} />}
    </div>
  );
}

const isSame = (a: Opened, b: Opened) =>
  a.conversationId === b.conversationId &&
  a.details === b.details &&
  a.step === b.step &&
  a.thread === b.thread &&
  a.instead === b.instead;

const toChats = () => navigate('/', { replace: true });

function Instead({ what }: { what: Opened['instead'] }) {
  switch (what) {
    case 'discover':
      return <Discover onClose={toChats} />;
    case 'threads':
      return <Threads onClose={toChats} />;
    case 'saved':
      return <Saved onClose={toChats} />;
    case 'reminders':
      return <Reminders onClose={toChats} />;
    case 'notifications':
      return <Notifications onClose={toChats} />;
    case undefined:
      return <NothingOpen />;
  }
}

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
