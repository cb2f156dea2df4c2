import { useState } from 'react';
import { useTranslate } from '../i18n/i18n.ts';
import styles from './quick-reactions.module.css';
import { favouriteEmoji } from './recent-emoji.ts';

export interface QuickReactionsProps {
  isMine: (emoji: string) => boolean;
  onPick: (emoji: string) => void;
}

/** The emoji that the user reacts with most, in a row. */
export function QuickReactions({ isMine, onPick }: QuickReactionsProps) {
  const t = useTranslate();
  const [emoji] = useState(favouriteEmoji);
  return (
    <div className={styles['row']} role="group" aria-label={t('action.react')}>
      {emoji.map((one) => (
        <button
          key={one}
          type="button"
          className={styles['emoji']}
          aria-pressed={isMine(one)}
          aria-label={t('action.reactWith', { emoji: one })}
          onClick={() => onPick(one)}
        >
          {one}
        </button>
      ))}
    </div>
  );
}
