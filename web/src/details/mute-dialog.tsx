import { useState } from 'react';
import { useTranslate } from '../i18n/i18n.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { RadioList } from '../ui/radio-list.tsx';
import { after } from './until.ts';

const choices = ['hour', 'day', 'week', 'forever'] as const;
type Choice = (typeof choices)[number];

export interface MuteDialogProps {
  name: string;
  /** `until`: a time, or `forever`. */
  mute: (until: string) => Promise<void>;
  onClose: () => void;
}

/** For how long a member cannot write. */
export function MuteDialog({ name, mute, onClose }: MuteDialogProps) {
  const t = useTranslate();
  const [choice, setChoice] = useState<Choice>('hour');
  return (
    <ConfirmDialog
      title={t('member.muteTitle', { name })}
      text={t('member.muteText', { name })}
      action={t('member.muteAction')}
      onClose={onClose}
      confirm={() => mute(choice === 'forever' ? choice : after(choice, Date.now()))}
    >
      <RadioList
        label={t('member.muteFor')}
        options={choices.map((value) => ({ value, label: t(`member.mute.${value}`) }))}
        value={choice}
        onChange={setChoice}
      />
    </ConfirmDialog>
  );
}
