import { Suspense, useId, useRef, useState } from 'react';
import { Check, ImageUp } from 'lucide-react';
import { useTranslate } from '../i18n/i18n.ts';
import { lazyPart } from '../lazy-part.ts';
import { kindOf, refusalOf, typeOf, visualTypes } from '../media/limits.ts';
import { showToast } from '../ui/toast.tsx';
import { Avatar, builtInAvatars, isUploaded } from '../ui/avatar.tsx';
import styles from './avatar-picker.module.css';

const CropDialog = lazyPart(() => import('./crop-dialog.tsx'));

const imageTypes = visualTypes
  .split(',')
  .filter((type) => kindOf(type) === 'image')
  .join(',');

export interface AvatarPickerProps {
  /** The name of the group for screen readers. */
  label: string;
  /** Whose initials stand for "no picture". */
  user: { id: string; name: string };
  value: string | null;
  onChange: (avatar: string | null) => void;
}

/** A picture of one's own, the initials and the built-in pictures, one of which is chosen: a group of radio buttons, with the keys of one. */
export function AvatarPicker({ label, user, value, onChange }: AvatarPickerProps) {
  const t = useTranslate();
  const group = useId();
  const input = useRef<HTMLInputElement>(null);
  const [picked, setPicked] = useState<File>();
  /** A picture that was uploaded stays to be chosen. */
  const [uploaded, setUploaded] = useState(isUploaded(value) ? value : undefined);
  if (isUploaded(value) && value !== uploaded) setUploaded(value);

  function nameOf(avatar: string | null): string {
    if (avatar === null) return t('avatar.none');
    if (isUploaded(avatar)) return t('crop.own');
    return t('avatar.option', { number: builtInAvatars.indexOf(avatar) + 1 });
  }

  function take(file: File | undefined): void {
    if (file === undefined) return;
    const isImage = kindOf(typeOf(file) ?? '') === 'image';
    if (isImage && refusalOf(file) === undefined) setPicked(file);
    else showToast(t('crop.unreadable'));
  }

  return (
    <fieldset className={styles['grid']}>
      <legend className="visually-hidden">{label}</legend>
      <button
        type="button"
        className={styles['upload']}
        aria-label={t('crop.upload')}
        title={t('crop.upload')}
        onClick={() => input.current?.click()}
      >
        <ImageUp size="1.375rem" aria-hidden="true" />
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept={imageTypes}
        aria-label={t('crop.upload')}
        onChange={({ target }) => {
          take(target.files?.[0]);
          target.value = '';
        }}
      />
      {picked !== undefined && (
        <Suspense>
          <CropDialog
            file={picked}
            onDone={(id) => {
              setPicked(undefined);
              onChange(id);
            }}
            onClose={() => setPicked(undefined)}
          />
        </Suspense>
      )}
      {[...(uploaded === undefined ? [] : [uploaded]), null, ...builtInAvatars].map((avatar) => (
        <label key={avatar} className={styles['option']}>
          <input
            className={styles['input']}
            type="radio"
            name={group}
            aria-label={nameOf(avatar)}
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
