import { useState } from 'react';
import { useTranslate } from '../i18n/i18n.ts';
import { AvatarPicker } from '../profile/avatar-picker.tsx';
import styles from '../profile/profile-dialog.module.css';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';

export interface PictureFieldProps {
  id: string;
  name: string;
  /** Beside the picture, by which others find it. */
  username?: string;
  value: string | null;
  onChange: (avatar: string | null) => void;
}

/** The picture of a bot or of what posts to a group, and the way to another one. */
export function PictureField({ id, name, username, value, onChange }: PictureFieldProps) {
  const t = useTranslate();
  const [picking, setPicking] = useState(false);
  return (
    <>
      <div className={styles['head']}>
        <Avatar id={id} name={name} avatar={value} size={96} />
        <div className={styles['who']}>
          {username !== undefined && (
            <span className={styles['username']} dir="ltr">
              @{username}
            </span>
          )}
          <Button
            kind="ghost"
            className={styles['change'] ?? ''}
            aria-expanded={picking}
            onClick={() => setPicking(!picking)}
          >
            {t('profile.changePicture')}
          </Button>
        </div>
      </div>
      {picking && (
        <div className={styles['picker']}>
          <AvatarPicker label={t('profile.picture')} user={{ id, name }} value={value} onChange={onChange} />
        </div>
      )}
    </>
  );
}
