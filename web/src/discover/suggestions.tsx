import { Sparkles } from 'lucide-react';
import type { GroupPreview } from '../../../client/index.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { navigate } from '../navigation.ts';
import { Button } from '../ui/button.tsx';
import { topicsPath } from './discover-path.ts';
import styles from './discover.module.css';
import { GroupCard } from './group-card.tsx';

export interface SuggestionsProps {
  followed: readonly string[];
  groups: readonly GroupPreview[];
}

/** Groups by the topics that the user follows; for those who follow none, the way to choose some. */
export function Suggestions({ followed, groups }: SuggestionsProps) {
  const t = useTranslate();
  const choose = () => navigate(topicsPath);
  if (followed.length === 0)
    return (
      <div className={styles['follow']}>
        <Sparkles className={styles['followIcon']} size="1.25rem" aria-hidden="true" />
        <p className={styles['followText']}>{t('discover.followText')}</p>
        <Button onClick={choose}>{t('discover.followAction')}</Button>
      </div>
    );
  return (
    <section aria-labelledby="discover-for-you">
      <div className={styles['sectionTop']}>
        <h2 id="discover-for-you" className={styles['sectionTitle']}>
          {t('discover.forYou')}
        </h2>
        <Button kind="ghost" onClick={choose}>
          {t('discover.follow')}
        </Button>
      </div>
      {groups.length === 0 ? (
        <p className={styles['noSuggestion']}>{t('discover.noSuggestion')}</p>
      ) : (
        <ul className={styles['cards']}>
          {groups.map((group) => (
            <li key={group.id}>
              <GroupCard group={group} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
