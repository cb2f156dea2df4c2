import { useRef, useState } from 'react';
import {
  Ban,
  Crown,
  EllipsisVertical,
  MessageCircle,
  ShieldMinus,
  ShieldPlus,
  UserMinus,
  Volume2,
  VolumeX,
} from 'lucide-react';
import { mayActOn, type ConversationItem, type GroupMember } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { explain, isSignedOut } from '../errors.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { IconButton } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Menu, type MenuAction } from '../ui/menu.tsx';
import { showToast } from '../ui/toast.tsx';
import type { ShownMember } from './member-row.tsx';
import { MuteDialog } from './mute-dialog.tsx';
import { buttonsBeside } from './rows-beside.ts';

export interface MemberMenuProps {
  member: ShownMember;
  conversation: ConversationItem;
  onOpen: () => void;
  /** A member is as the server has just said. */
  onChanged: (member: GroupMember) => void;
  onGone: (id: string) => void;
}

type Question = 'mute' | 'owner' | 'remove' | 'ban';
const iconSize = '1.125rem';

/** What can be done about a member: no more than the user's role and the role of the member allow. */
export function MemberMenu({ member, conversation, onOpen, onChanged, onGone }: MemberMenuProps) {
  const t = useTranslate();
  const { groups } = useClient();
  const trigger = useRef<HTMLButtonElement>(null);
  /** Where the focus goes once the member is out. */
  const beside = useRef<readonly HTMLElement[]>([]);
  const [asked, setAsked] = useState<Question>();
  const { id, name, role, mutedUntil } = member;
  const may = (action: Parameters<typeof mayActOn>[1]) => mayActOn(conversation, action, role);

  function close(): void {
    setAsked(undefined);
    // the menu, which had the focus before, is gone, and perhaps the row
    requestAnimationFrame(() => (beside.current.find((one) => one.isConnected) ?? trigger.current)?.focus());
  }

  async function takeOut(call: () => Promise<void>): Promise<void> {
    // now, as the row may be gone before the call has its answer
    const buttons = trigger.current === null ? [] : buttonsBeside(trigger.current);
    await call();
    beside.current = buttons;
    onGone(id);
  }

  function run(call: Promise<GroupMember>): void {
    call.then(onChanged, (error: unknown) => {
      if (!isSignedOut(error)) showToast(explain(error, t));
    });
  }

  const setRole = (next: 'admin' | 'member') => run(groups.setRole(conversation.id, id, next));
  const actions: (MenuAction | false)[] = [
    { label: t('member.chat'), icon: <MessageCircle size={iconSize} />, onSelect: onOpen },
    may('changeRole') &&
      (role === 'member'
        ? {
            label: t('member.makeAdmin'),
            icon: <ShieldPlus size={iconSize} />,
            onSelect: () => setRole('admin'),
          }
        : {
            label: t('member.makeMember'),
            icon: <ShieldMinus size={iconSize} />,
            onSelect: () => setRole('member'),
          }),
    // a bot owns no group
    may('transfer') &&
      member.bot !== true && {
        label: t('member.makeOwner'),
        icon: <Crown size={iconSize} />,
        onSelect: () => setAsked('owner'),
      },
    may('mute') && {
      label: t('member.mute'),
      icon: <VolumeX size={iconSize} />,
      onSelect: () => setAsked('mute'),
    },
    may('mute') &&
      mutedUntil !== undefined && {
        label: t('member.unmute'),
        icon: <Volume2 size={iconSize} />,
        onSelect: () => run(groups.mute(conversation.id, id, null)),
      },
    may('remove') && {
      label: t('member.remove'),
      icon: <UserMinus size={iconSize} />,
      danger: true,
      onSelect: () => setAsked('remove'),
    },
    may('ban') && {
      label: t('member.ban'),
      icon: <Ban size={iconSize} />,
      danger: true,
      onSelect: () => setAsked('ban'),
    },
  ];
  const items = actions.filter((action) => action !== false);
  // the row itself opens the chat
  if (items.length === 1) return null;
  return (
    <>
      <Menu
        trigger={
          <IconButton ref={trigger} label={t('member.actions', { name })} tooltip={false}>
            <EllipsisVertical size="1.125rem" aria-hidden="true" />
          </IconButton>
        }
        items={items}
      />
      {asked === 'mute' && (
        <MuteDialog
          name={name}
          onClose={close}
          mute={async (until) => onChanged(await groups.mute(conversation.id, id, until))}
        />
      )}
      {asked === 'owner' && (
        <ConfirmDialog
          title={t('member.ownerTitle', { name })}
          text={t('member.ownerText', { name })}
          action={t('member.makeOwner')}
          onClose={close}
          confirm={async () => {
            await groups.transfer(conversation.id, id);
          }}
        />
      )}
      {asked === 'remove' && (
        <ConfirmDialog
          title={t('member.removeTitle', { name })}
          text={t('member.removeText', { name })}
          action={t('member.remove')}
          danger
          onClose={close}
          confirm={() => takeOut(() => groups.remove(conversation.id, id))}
        />
      )}
      {asked === 'ban' && (
        <ConfirmDialog
          title={t('member.banTitle', { name })}
          text={t('member.banText', { name })}
          action={t('member.ban')}
          danger
          onClose={close}
          confirm={() => takeOut(() => groups.ban(conversation.id, id))}
        />
      )}
    </>
  );
}
