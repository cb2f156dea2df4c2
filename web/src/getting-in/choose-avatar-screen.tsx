import { useState } from 'react';
import { useAccount, useClient } from '../../../client/react/index.ts';
import { explain } from '../errors.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { navigate } from '../navigation.ts';
import { wantedPath } from '../wanted-path.ts';
import { AvatarPicker } from '../profile/avatar-picker.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { Frame, Problem } from './frame.tsx';
import styles from './choose-avatar-screen.module.css';

/** The last step after registering: one of the built-in pictures, or the initials. */
export default function ChooseAvatarScreen() {
  const t = useTranslate();
  const { account: calls, userId = '' } = useClient();
  const account = useAccount();
  const done = () => navigate(wantedPath(userId), { replace: true });
  const [chosen, setChosen] = useState<string | null>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const value = chosen === undefined ? (account?.avatar ?? null) : chosen;
  const user = { id: userId, name: account?.name ?? '' };

  async function save(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      if (value !== account?.avatar) await calls.update({ avatar: value });
      done();
    } catch (error) {
      setProblem(explain(error, t));
      setBusy(false);
    }
  }

  return (
    <Frame title={t('avatar.title')} text={t('avatar.text')}>
      <div className={styles['preview']}>
        <Avatar {...user} avatar={value} size={96} />
      </div>
      <AvatarPicker label={t('avatar.title')} user={user} value={value} onChange={setChosen} />
      <Problem>{problem}</Problem>
      <div className={styles['actions']}>
        <Button kind="primary" wide busy={busy} onClick={() => void save()}>
          {t('avatar.continue')}
        </Button>
        <Button kind="ghost" wide onClick={done}>
          {t('avatar.skip')}
        </Button>
      </div>
    </Frame>
  );
}
