import { useId } from 'react';
import { Check } from 'lucide-react';
import { useTranslate } from '../i18n/i18n.ts';
import { Avatar, builtInAvatars } from '../ui/avatar.tsx';
import styles from './avatar-picker.module.css';

export interface AvatarPickerProps {
  /** The name of the group for screen readers. */
  label: string;
  /** Whose initials stand for "no picture". */
  user: { id: string; name: string };
  value: string | null;
  onChange: (avatar: string | null) => void;
}

/** The initials and the built-in pictures, one of which is chosen: a group of radio buttons, with the keys of one. */
export function AvatarPicker({ label, user, value, onChange }: AvatarPickerProps) {
  const t = useTranslate();
  const group = useId();
  return (
    <fieldset className={styles['grid']}>
      <legend className="visually-hidden">{label}</legend>
      {[null, ...builtInAvatars].map((avatar, number) => (
        <label key={avatar} className={styles['option']}>
          <input
            className={styles['input']}
            type="radio"
            name={group}
            aria-label={avatar === null ? t('avatar.none') : t('avatar.option', { number })}
            checked={avatar === value}
            onChange={() => onChange(avatar)}
          />
          <span className={styles['picture']}>
            <Avatar id={user.id} name={user.name} avatar={avatar} size={48} />
          </span>
          {avatar === value && (
            <span className={styles['check']}>
              <Check size="0.75rem" strokeWidth={3.5} aria-hidden="true" />
            </span>
          )}
        </label>
      ))}
    </fieldset>
  );
}
