import { memo } from 'react';
import { Keyboard, LogOut, Settings, SquarePen, User, Users } from 'lucide-react';
import { useAccount, useSession } from '../../../client/react/index.ts';
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
  const actions: MenuAction[] = [
    { label: t('menu.profile'), icon: <User size={18} />, onSelect: () => navigate('/profile') },
    { label: t('menu.newGroup'), icon: <Users size={18} />, onSelect: () => navigate('/new-group') },
    { label: t('menu.settings'), icon: <Settings size={18} />, onSelect: () => navigate('/settings') },
    { label: t('menu.shortcuts'), icon: <Keyboard size={18} />, onSelect: () => navigate('/shortcuts') },
    {
      label: t('menu.signOut'),
      icon: <LogOut size={18} />,
      danger: true,
      onSelect: () => navigate('/sign-out'),
    },
  ];
  return (
    <header className={styles['header']}>
      <Menu
        align="start"
        trigger={
          <button type="button" className={styles['account']} aria-label={t('list.menu')}>
            <Avatar id={userId} name={account?.name ?? ''} avatar={account?.avatar ?? null} size={32} />
          </button>
        }
        items={actions}
      />
      <div className={styles['heading']}>
        <h1 className={styles['title']}>{t('list.title')}</h1>
        <ConnectionLine />
      </div>
      <IconButton label={t('list.new')} onClick={() => navigate('/new')}>
        <SquarePen size={20} aria-hidden="true" />
      </IconButton>
    </header>
  );
});
