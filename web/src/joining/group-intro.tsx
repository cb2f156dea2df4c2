import type { Ref } from 'react';
import { Globe, Languages, Users } from 'lucide-react';
import type { GroupPreview } from '../../../client/index.ts';
import { LinkedText } from '../format/links.tsx';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { Avatar } from '../ui/avatar.tsx';
import styles from './joining.module.css';
import { languageName } from './language-name.ts';
import { topicName } from './topic-name.ts';

export interface GroupIntroProps {
  group: GroupPreview;
  /** Above the name, such as who invites. */
  lead?: string;
  /** Whether the name is what the page is about. */
  Heading: 'h1' | 'h3';
  heading?: Ref<HTMLHeadingElement>;
}

/** What a group is, for those who are not in it: its picture, name, size, what it is about, and its topics. */
export function GroupIntro({ group, lead, Heading, heading }: GroupIntroProps) {
  const t = useTranslate();
  const locale = useLocale();
  const { id, name, avatar, about, memberCount, topics, language, visibility } = group;
  return (
    <header className={styles['intro']}>
      <Avatar id={id} name={name} avatar={avatar} size={96} />
      {lead !== undefined && (
        <p className={styles['lead']} dir="auto">
          {lead}
        </p>
      )}
      <Heading ref={heading} className={styles['introName']} tabIndex={-1} dir="auto">
        {name}
      </Heading>
      <p className={styles['introFacts']}>
        <span className={styles['fact']}>
          <Users size="1rem" aria-hidden="true" />
          {t('conversation.members', { count: memberCount })}
        </span>
        {visibility === 'public' && (
          <span className={styles['fact']}>
            <Globe size="1rem" aria-hidden="true" />
            {t('community.public')}
          </span>
        )}
        {language !== null && (
          <span className={styles['fact']}>
            <Languages size="1rem" aria-hidden="true" />
            {languageName(language, locale)}
          </span>
        )}
      </p>
      {about !== null && about.trim() !== '' && (
        <p className={styles['introAbout']} dir="auto">
          <LinkedText text={about} />
        </p>
      )}
      {topics.length > 0 && (
        <ul className={styles['tags']} aria-label={t('community.topics')}>
          {topics.map((topic) => (
            <li key={topic} className={styles['tag']}>
              <bdi>{topicName(topic, t)}</bdi>
            </li>
          ))}
        </ul>
      )}
    </header>
  );
}
