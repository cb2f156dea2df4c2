import { memo } from 'react';
import {
  BellRing,
  Bookmark,
  Compass,
  Keyboard,
  LogOut,
  MessagesSquare,
  Settings,
  SquarePen,
  User,
  Users,
} from 'lucide-react';
import { useAccount, usePresence, useSession } from '../../../client/react/index.ts';
import { Bell } from '../notifications/lazy-parts.tsx';
import { useTranslate } from '../i18n/i18n.ts';
import { navigate } from '../navigation.ts';
import { Avatar } from '../ui/avatar.tsx';
import { IconButton } from '../ui/button.tsx';
import { Menu, type MenuAction } from '../ui/menu.tsx';
import { ConnectionLine } from './connection-line.tsx';
import styles from './sidebar.module.css';

/** The account and its menu, whether it is connected, and the way to a new chat. */
export const SidebarHeader = memo(function SidebarHeader() {
  const t = useTranslate();
  const { userId = '' } = useSession();
  const account = useAccount();
  // as others see the user: nothing where they are invisible
  const status = usePresence(userId)?.status;
  const shown = status === 'online' || status === 'away' ? status : undefined;
  const actions: MenuAction[] = [
    { label: t('menu.profile'), icon: <User size="1.125rem" />, onSelect: () => navigate('/profile') },
    { label: t('menu.newGroup'), icon: <Users size="1.125rem" />, onSelect: () => navigate('/new-group') },
    {
      label: t('menu.threads'),
      icon: <MessagesSquare size="1.125rem" />,
      onSelect: () => navigate('/threads'),
    },
    { label: t('menu.saved'), icon: <Bookmark size="1.125rem" />, onSelect: () => navigate('/saved') },
    {
      label: t('menu.reminders'),
      icon: <BellRing size="1.125rem" />,
      onSelect: () => navigate('/reminders'),
    },
    { label: t('menu.discover'), icon: <Compass size="1.125rem" />, onSelect: () => navigate('/discover') },
    { label: t('menu.settings'), icon: <Settings size="1.125rem" />, onSelect: () => navigate('/settings') },
    {
      label: t('menu.shortcuts'),
      icon: <Keyboard size="1.125rem" />,
      onSelect: () => navigate('/shortcuts'),
    },
    {
      label: t('menu.signOut'),
      icon: <LogOut size="1.125rem" />,
      danger: true,
      onSelect: () => navigate('/sign-out'),
    },
  ];
  return (
    <header className={styles['header']}>
      <Menu
        align="start"
        trigger={
          // by a text of its own: a label would hide the letters of the picture, which are on screen
          <button type="button" className={styles['account']}>
            <Avatar
              id={userId}
              name={account?.name ?? ''}
              avatar={account?.avatar ?? null}
              size={32}
              presence={shown}
            />
            <span className="visually-hidden">
              {t('list.menu')}
              {shown !== undefined && `, ${t(`presence.${shown}`)}`}
            </span>
          </button>
        }
        items={actions}
      />
      <div className={styles['heading']}>
        <h1 className={styles['title']}>{t('list.title')}</h1>
        <ConnectionLine />
      </div>
      <Bell />
      <IconButton label={t('list.new')} onClick={() => navigate('/new')}>
        <SquarePen size="1.25rem" aria-hidden="true" />
      </IconButton>
    </header>
  );
});
