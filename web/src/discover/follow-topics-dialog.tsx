import { useState } from 'react';
import { useClient } from '../../../client/react/index.ts';
import { explain, isSignedOut } from '../errors.ts';
import { Problem } from '../getting-in/frame.tsx';
import { useTranslate } from '../i18n/i18n.ts';
import { TopicPicker } from '../joining/topic-picker.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import styles from './discover.module.css';

const mostFollowed = 20;

export interface FollowTopicsDialogProps {
  followed: readonly string[];
  onSaved: (topics: string[]) => void;
  onClose: () => void;
}

/** The topics that the user follows, by which groups are suggested. */
export function FollowTopicsDialog({ followed, onSaved, onClose }: FollowTopicsDialogProps) {
  const t = useTranslate();
  const { discover } = useClient();
  const [chosen, setChosen] = useState<string[]>([...followed]);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);

  async function save(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      onSaved(await discover.follow(chosen));
      onClose();
    } catch (error) {
      if (!isSignedOut(error)) setProblem(explain(error, t));
      setBusy(false);
    }
  }

  return (
    <Dialog
      title={t('discover.follow')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('dialog.cancel')}</Button>
          <Button kind="primary" busy={busy} onClick={() => void save()}>
            {t('dialog.save')}
          </Button>
        </>
      }
    >
      <div className={styles['followBody']}>
        <TopicPicker
          label={t('discover.topics')}
          hint={t('discover.followHint', { most: mostFollowed })}
          chosen={chosen}
          most={mostFollowed}
          onChange={setChosen}
        />
        <Problem>{problem}</Problem>
      </div>
    </Dialog>
  );
}
