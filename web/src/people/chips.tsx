import { X } from 'lucide-react';
import { Avatar } from '../ui/avatar.tsx';
import styles from './people.module.css';

export interface Chip {
  id: string;
  /** Whose picture it is, where that is not it itself. */
  pictureId?: string;
  name: string;
  avatar: string | null;
}

export interface ChipsProps {
  chips: readonly Chip[];
  /** What they are, and what takes one out again. */
  label: string;
  removeLabel: (name: string) => string;
  onRemove: (id: string) => void;
}

/** The people or chats that were chosen, each with a button that takes them out again. */
export function Chips({ chips, label, removeLabel, onRemove }: ChipsProps) {
  if (chips.length === 0) return null;
  return (
    <ul className={styles['chips']} aria-label={label}>
      {chips.map(({ id, pictureId = id, name, avatar }) => (
        <li key={id} className={styles['chip']}>
          <Avatar id={pictureId} name={name} avatar={avatar} size={24} />
          <bdi className={styles['chipName']}>{name}</bdi>
          <button
            type="button"
            className={styles['chipRemove']}
            aria-label={removeLabel(name)}
            onClick={() => onRemove(id)}
          >
            <X size="0.875rem" aria-hidden="true" />
          </button>
        </li>
      ))}
    </ul>
  );
}
