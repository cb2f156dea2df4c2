import { Check, Clock } from 'lucide-react';
import type { GroupPreview } from '../../../client/index.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { languageName } from '../joining/language-name.ts';
import { topicName } from '../joining/topic-name.ts';
import { followLink } from '../navigation.ts';
import { Avatar } from '../ui/avatar.tsx';
import { discoverPath } from './discover-path.ts';
import styles from './discover.module.css';

const mostTopics = 3;

/** A public group in a list: it leads to its preview. */
export function GroupCard({ group }: { group: GroupPreview }) {
  const t = useTranslate();
  const locale = useLocale();
  const { id, name, avatar, about, memberCount, topics, language, membership } = group;
  return (
    <a className={styles['card']} href={discoverPath(id)} onClick={followLink}>
      <span className={styles['cardTop']}>
        <Avatar id={id} name={name} avatar={avatar} size={48} />
        <span className={styles['cardNames']}>
          <bdi className={styles['cardName']}>{name}</bdi>
          <span className={styles['cardFacts']}>
            {t('conversation.members', { count: memberCount })}
            {language !== null && ` · ${languageName(language, locale)}`}
          </span>
        </span>
        {membership !== 'none' && (
          <span className={styles['membership']} data-membership={membership}>
            {membership === 'member' ? (
              <Check size="0.875rem" aria-hidden="true" />
            ) : (
              <Clock size="0.875rem" aria-hidden="true" />
            )}
            {t(membership === 'member' ? 'discover.member' : 'discover.requested')}
          </span>
        )}
      </span>
      {about !== null && about.trim() !== '' && (
        <span className={styles['cardAbout']} dir="auto">
          {about}
        </span>
      )}
      {topics.length > 0 && (
        <span className={styles['cardTopics']}>
          {topics.slice(0, mostTopics).map((topic) => (
            <bdi key={topic} className={styles['cardTopic']}>
              {topicName(topic, t)}
            </bdi>
          ))}
        </span>
      )}
    </a>
  );
}
