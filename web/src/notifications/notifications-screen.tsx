import { useSyncExternalStore, type MouseEvent } from 'react';
import { BellOff, CheckCheck, Settings, X } from 'lucide-react';
import type { Notification } from '../../../client/index.ts';
import { useNotificationCount } from '../../../client/react/index.ts';
import { client } from '../chat-client.ts';
import { wantMessage } from '../chat/wanted-message.ts';
import { explain, isSignedOut } from '../errors.ts';
import { useNow } from '../format/now.ts';
import { clockTime, dayLabel, dayOf, fullTime } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { Nothing } from '../joining/nothing.tsx';
import { queries, useMediaQuery } from '../media-query.ts';
import { followLink, navigate } from '../navigation.ts';
import { notificationPath } from '../paths.ts';
import { Avatar } from '../ui/avatar.tsx';
import { IconButton } from '../ui/button.tsx';
import { ListScreen, ListTrouble, More } from '../ui/list-screen.tsx';
import { AfterPatience, Bone } from '../ui/skeleton.tsx';
import { showToast } from '../ui/toast.tsx';
import { kindIcons, staysUntilRead, useNotificationTexts } from './kinds.tsx';
import { NotificationList } from './notification-list.ts';
import styles from './notifications-screen.module.css';

/** The one list of the page. */
const list = new NotificationList(client);

/** What the user has not seen yet, by days, newest first. */
export default function NotificationsScreen() {
  const t = useTranslate();
  const locale = useLocale();
  const now = useNow();
  const beside = useMediaQuery(queries.beside);
  const { items, loaded, hasMore, loading, error } = useSyncExternalStore(list.subscribe, list.getSnapshot);
  // the bell is on screen beside the list: a client that polls learns here what it counts
  useNotificationCount();
  const DayHeading = beside ? 'h3' : 'h2';
  const attempt = (work: Promise<void>) => {
    work.catch((failure: unknown) => {
      if (!isSignedOut(failure)) showToast(explain(failure, t));
    });
  };
  const days = Map.groupBy(items, ({ createdAt }) => dayOf(createdAt));
  return (
    <ListScreen
      title={t('notifications.title')}
      busy={loading}
      actions={
        <>
          {items.length > 0 && (
            <IconButton label={t('notifications.readAll')} onClick={() => attempt(list.readAll())}>
              <CheckCheck size="1.25rem" aria-hidden="true" />
            </IconButton>
          )}
          <IconButton label={t('notifications.settings')} onClick={() => navigate('/settings/notifications')}>
            <Settings size="1.25rem" aria-hidden="true" />
          </IconButton>
        </>
      }
    >
      {!loaded && error === undefined && <Bones />}
      {loaded && items.length === 0 && !hasMore && (
        <Nothing
          icon={<BellOff size="2rem" />}
          title={t('notifications.empty')}
          text={t('notifications.emptyText')}
        />
      )}
      {[...days].map(([day, some]) => (
        <section key={day} className={styles['day']}>
          <DayHeading className={styles['dayTitle']}>{dayLabel(day, now, locale, t)}</DayHeading>
          <ul className={styles['list']}>
            {some.map((one) => (
              <li key={one.id} className={styles['item']}>
                <Row notification={one} onRead={() => attempt(list.read([one.id]))} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      {error !== undefined && (
        <ListTrouble
          text={t('notifications.failed')}
          error={error}
          onRetry={() => void (loaded ? list.loadMore() : list.load())}
        />
      )}
      {hasMore && error === undefined && (
        <More key={items.length} busy={loading} onMore={() => void list.loadMore()} />
      )}
    </ListScreen>
  );
}

function Row({ notification, onRead }: { notification: Notification; onRead: () => void }) {
  const t = useTranslate();
  const locale = useLocale();
  const { title, event, text } = useNotificationTexts(notification);
  const { kind, createdAt, conversationId, seq, conversation, user } = notification;
  const isGroup = conversation?.isGroup === true;
  const Icon = kindIcons[kind];
  const open = (click: MouseEvent<HTMLAnchorElement>) => {
    followLink(click);
    if (!click.defaultPrevented) return;
    if (conversationId !== undefined && seq !== undefined) wantMessage(conversationId, seq);
    // the others are cleared by what the conversation shows
    if (staysUntilRead(notification)) onRead();
  };
  return (
    <>
      <a href={notificationPath(notification)} className={styles['row']} draggable={false} onClick={open}>
        <span className={styles['picture']}>
          {conversation === undefined && Icon ? (
            <span className={styles['own']} aria-hidden="true">
              <Icon size="1.25rem" />
            </span>
          ) : (
            <Avatar
              id={(isGroup ? conversationId : user?.id) ?? ''}
              name={title}
              avatar={(isGroup ? conversation.avatar : user?.avatar) ?? null}
              size={40}
            />
          )}
          {conversation !== undefined && Icon && (
            <span className={styles['kind']} data-kind={kind} aria-hidden="true">
              <Icon size="0.75rem" strokeWidth={2.5} />
            </span>
          )}
        </span>
        <span className={styles['lines']}>
          <span className={styles['line']}>
            <span className={styles['name']}>
              <bdi>{title}</bdi>
            </span>
            <time className={styles['time']} dateTime={createdAt} title={fullTime(createdAt, locale)}>
              {clockTime(createdAt, locale)}
            </time>
          </span>
          {event !== '' && (
            <span className={styles['event']}>
              <bdi>{event}</bdi>
            </span>
          )}
          {text !== '' && (
            <span className={styles['text']} data-own={conversation === undefined}>
              <bdi>{text}</bdi>
            </span>
          )}
        </span>
      </a>
      <IconButton label={t('notifications.read', { title })} className={styles['dismiss']} onClick={onRead}>
        <X size="1.125rem" aria-hidden="true" />
      </IconButton>
    </>
  );
}

const Bones = () => (
  <div className={styles['bones']} aria-hidden="true">
    <AfterPatience>
      {[11, 8, 13].map((width) => (
        <div key={width} className={styles['row']}>
          <Bone width={2.5} height={2.5} round />
          <span className={styles['lines']}>
            <Bone width={7} />
            <Bone width={width} />
          </span>
        </div>
      ))}
    </AfterPatience>
  </div>
);
