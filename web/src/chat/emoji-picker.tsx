import { EmojiPicker as Picker } from 'frimousse';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { languageOf } from '../language.ts';
import styles from './emoji-picker.module.css';

/** All emoji, by category or by a word; the data comes from our own origin. */
export default function EmojiPicker({ onPick }: { onPick: (emoji: string) => void }) {
  const t = useTranslate();
  const locale = useLocale();
  return (
    <Picker.Root
      className={styles['root']}
      locale={languageOf(locale)}
      columns={8}
      emojibaseUrl="/emoji"
      onEmojiSelect={({ emoji }) => onPick(emoji)}
    >
      <Picker.Search
        className={styles['search']}
        autoFocus
        aria-label={t('composer.emojiSearch')}
        placeholder={t('composer.emojiSearch')}
      />
      <Picker.Viewport className={styles['viewport']}>
        <Picker.Loading className={styles['note']}>{t('composer.emojiLoading')}</Picker.Loading>
        <Picker.Empty className={styles['note']}>{t('composer.emojiNone')}</Picker.Empty>
        <Picker.List
          className={styles['list']}
          components={{
            CategoryHeader: ({ category, ...props }) => (
              <div className={styles['category']} {...props}>
                {category.label}
              </div>
            ),
            Row: ({ children, ...props }) => (
              <div className={styles['row']} {...props}>
                {children}
              </div>
            ),
            Emoji: ({ emoji, ...props }) => (
              <button className={styles['emoji']} {...props}>
                {emoji.emoji}
              </button>
            ),
          }}
        />
      </Picker.Viewport>
    </Picker.Root>
  );
}
