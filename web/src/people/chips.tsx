import { X } from 'lucide-react';
import { useTranslate } from '../i18n/i18n.ts';
import { Avatar } from '../ui/avatar.tsx';
import styles from './people.module.css';
import type { Person } from './person-option.tsx';

/** The people who were chosen, each with a button that takes them out again. */
export function Chips({ people, onRemove }: { people: readonly Person[]; onRemove: (id: string) => void }) {
  const t = useTranslate();
  if (people.length === 0) return null;
  return (
    <ul className={styles['chips']} aria-label={t('newGroup.people')}>
      {people.map(({ id, name, avatar }) => (
        <li key={id} className={styles['chip']}>
          <Avatar id={id} name={name} avatar={avatar} size={24} />
          <bdi className={styles['chipName']}>{name}</bdi>
          <button
            type="button"
            className={styles['chipRemove']}
            aria-label={t('newGroup.remove', { name })}
            onClick={() => onRemove(id)}
          >
            <X size="0.875rem" aria-hidden="true" />
          </button>
        </li>
      ))}
    </ul>
  );
}
