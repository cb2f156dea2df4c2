import type { GroupWelcome } from '../../../client/index.ts';
import { LinkedText } from '../format/links.tsx';
import { useTranslate } from '../i18n/i18n.ts';
import styles from './joining.module.css';

export const hasText = (text: string | null): text is string => text !== null && text.trim() !== '';

/** The welcome text of a group, and its rules. */
export function WelcomeTexts({ welcome, rules }: Pick<GroupWelcome, 'welcome' | 'rules'>) {
  const t = useTranslate();
  return (
    <>
      {hasText(welcome) && (
        <p className={styles['text']} dir="auto">
          <LinkedText text={welcome} />
        </p>
      )}
      {hasText(rules) && (
        <div>
          <p className={styles['label']}>{t('community.rules')}</p>
          <p className={styles['text']} dir="auto">
            <LinkedText text={rules} />
          </p>
        </div>
      )}
    </>
  );
}
