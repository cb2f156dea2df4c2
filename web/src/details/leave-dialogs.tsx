import { useState } from 'react';
import type { ConversationItem } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { leavesBySelf } from '../chat/endings.ts';
import { useTranslate, type MessageKey } from '../i18n/i18n.ts';
import { navigate } from '../navigation.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { showToast } from '../ui/toast.tsx';

export interface LeaveDialogProps {
  conversation: ConversationItem;
  onClose: () => void;
}

function leaveText({ memberCount, me }: ConversationItem): MessageKey {
  if (memberCount <= 1) return 'group.leaveLastText';
  return me.role === 'owner' ? 'group.leaveOwnerText' : 'group.leaveText';
}

/** Asks before the user leaves, and says who takes over from an owner. */
export function LeaveDialog({ conversation, onClose }: LeaveDialogProps) {
  const t = useTranslate();
  const { groups } = useClient();
  const { id } = conversation;
  const name = conversation.name ?? '';
  return (
    <ConfirmDialog
      title={t('group.leaveTitle', { name })}
      text={t(leaveText(conversation))}
      action={t('group.leave')}
      danger
      onClose={onClose}
      confirm={async () => {
        await leavesBySelf(id, groups.leave(id));
        showToast(t('group.left', { name }));
        navigate('/', { replace: true });
      }}
    />
  );
}

/** Deletes a group with everything in it, once its name was typed. */
export function DeleteDialog({ conversation, onClose }: LeaveDialogProps) {
  const t = useTranslate();
  const { groups } = useClient();
  const [typed, setTyped] = useState('');
  const { id } = conversation;
  const name = conversation.name ?? '';
  return (
    <ConfirmDialog
      title={t('group.deleteTitle', { name })}
      text={t('group.deleteText')}
      action={t('group.delete')}
      danger
      disabled={typed.trim() !== name.trim()}
      onClose={onClose}
      confirm={async () => {
        await leavesBySelf(id, groups.delete(id));
        showToast(t('group.deleted', { name }));
        navigate('/', { replace: true });
      }}
    >
      <TextField
        label={t('group.deleteConfirm', { name })}
        autoComplete="off"
        dir="auto"
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
      />
    </ConfirmDialog>
  );
}
