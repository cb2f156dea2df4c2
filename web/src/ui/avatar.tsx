import { memo, useState } from 'react';
import styles from './avatar.module.css';
import { classNames } from './class-names.ts';
import { useUploadedAvatar } from './uploaded-avatar.ts';

/** Sizes in pixels. */
export type AvatarSize = 24 | 32 | 40 | 48 | 96;

export interface AvatarProps {
  /** Whose picture it is: decides the colour of the initials. */
  id: string;
  name: string;
  avatar: string | null;
  size: AvatarSize;
  /** Shows a dot: `true` online, `'away'`. */
  presence?: 'online' | 'away' | undefined;
}

/** The pictures that everyone can choose, by their value on the wire. They are made when the page is built. */
export const builtInAvatars = Array.from(
  { length: 24 },
  (_, index) => `builtin:${String(index + 1).padStart(2, '0')}`,
);

/** Whether it is a picture that was uploaded: the id of a file. */
export const isUploaded = (avatar: string | null): avatar is string => avatar?.startsWith('med_') === true;

/** Where the picture is; `undefined` for none, and for an uploaded one, whose address is looked up. */
export function avatarUrl(avatar: string | null): string | undefined {
  if (avatar === null) return undefined;
  const [, number] = /^builtin:(\d\d)$/.exec(avatar) ?? [];
  if (number !== undefined) return `/avatars/${number}.svg`;
  return avatar.startsWith('https://') ? avatar : undefined;
}

const colours = 8;

function colourOf(id: string): number {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return sum % colours;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The first letter of the first and the last word. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return ends
    .map((word = '') => [...graphemes.segment(word)][0]?.segment ?? '')
    .join('')
    .toUpperCase();
}

/** The picture of a user or a group, or else their initials. Its name stands beside it, so it is hidden from screen readers. */
export const Avatar = memo(function Avatar({ id, name, avatar, size, presence }: AvatarProps) {
  const uploaded = useUploadedAvatar(isUploaded(avatar) ? avatar : undefined, size);
  const url = avatarUrl(avatar) ?? uploaded;
  const [broken, setBroken] = useState<string>();
  return (
    <span className={classNames(styles['avatar'], styles[`size${size}`])} aria-hidden="true">
      {url !== undefined && url !== broken ? (
        <img
          className={styles['picture']}
          src={url}
          alt=""
          draggable={false}
          referrerPolicy="no-referrer"
          onError={() => setBroken(url)}
        />
      ) : (
        <span className={classNames(styles['initials'], styles[`colour${colourOf(id)}`])}>
          {initialsOf(name)}
        </span>
      )}
      {presence !== undefined && <span className={classNames(styles['dot'], styles[presence])} />}
    </span>
  );
});
