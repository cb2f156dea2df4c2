import { useCallback, useDeferredValue, useEffect, useRef, useState } from 'react';
import { Compass, SearchX } from 'lucide-react';
import { useLocation } from 'wouter';
import type { GroupPreview } from '../../../client/index.ts';
import { explain } from '../errors.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { languagesIn } from '../joining/language-name.ts';
import { Nothing } from '../joining/nothing.tsx';
import { namedTopics, topicName } from '../joining/topic-name.ts';
import { goBack } from '../navigation.ts';
import { SearchInput } from '../people/search-input.tsx';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { ListScreen } from '../ui/list-screen.tsx';
import { Select } from '../ui/select.tsx';
import { AfterPatience } from '../ui/skeleton.tsx';
import { aboveOf } from './discover-path.ts';
import styles from './discover.module.css';
import { FollowTopicsDialog } from './follow-topics-dialog.tsx';
import { GroupCard } from './group-card.tsx';
import { GroupPreviewDialog } from './group-preview-dialog.tsx';
import { Suggestions } from './suggestions.tsx';
import { useGroups, type Wanted } from './use-groups.ts';
import { useInterests } from './use-interests.ts';

const sorts = ['active', 'new', 'large'] as const;
/** How far before the end of the list the next page is asked for. */
const aheadPx = 600;

/** Public groups: by words, topic, language and order, and what is suggested. A group, or the topics one follows, opens above. */
export default function DiscoverScreen() {
  const t = useTranslate();
  const locale = useLocale();
  const [path] = useLocation();
  const [typed, setTyped] = useState('');
  const [topic, setTopic] = useState<string>();
  const [language, setLanguage] = useState<string>();
  const [sort, setSort] = useState<Wanted['sort']>('active');
  const q = useDeferredValue(typed.trim());
  const groups = useGroups({ q, topic, language, sort });
  const [interests, follow] = useInterests();
  /** What the user is to groups since they joined or asked here. */
  const [memberships, setMemberships] = useState<ReadonlyMap<string, GroupPreview['membership']>>(new Map());
  const now = useCallback(
    (group: GroupPreview) => ({ ...group, membership: memberships.get(group.id) ?? group.membership }),
    [memberships],
  );
  const plain = q === '' && topic === undefined && language === undefined;
  // what stands above the list does not come after it and move it
  const items = plain && interests === undefined ? undefined : groups.items?.map(now);
  const suggested = interests?.suggested.map(now) ?? [];
  const above = aboveOf(path);
  const close = () => goBack('/discover');

  return (
    <ListScreen title={t('discover.title')}>
      <div className={styles['column']}>
        <div className={styles['top']}>
          <div className={styles['search']}>
            <SearchInput
              label={t('discover.search')}
              busy={groups.searching && groups.items !== undefined}
              value={typed}
              onChange={({ target }) => setTyped(target.value)}
            />
          </div>
          <div className={styles['filters']}>
            <Select
              label={t('discover.sort')}
              options={sorts.map((value) => ({ value, label: t(`discover.sort.${value}`) }))}
              value={sort}
              onChange={setSort}
            />
            <Select
              label={t('discover.language')}
              options={[{ value: '', label: t('discover.anyLanguage') }, ...languagesIn(locale)]}
              value={language ?? ''}
              onChange={(value) => setLanguage(value === '' ? undefined : value)}
            />
          </div>
        </div>
        <Topics chosen={topic} onChoose={setTopic} />
        {plain && interests && <Suggestions followed={interests.followed} groups={suggested} />}
        <h2 className={styles['sectionTitle']}>
          {topic === undefined ? t('discover.groups') : topicName(topic, t)}
        </h2>
        <p className="visually-hidden" role="status">
          {items !== undefined && !groups.searching && t('discover.found', { count: items.length })}
        </p>
        {items === undefined && groups.error === undefined && <CardBones />}
        {items?.length === 0 && !groups.searching && !groups.hasMore && groups.error === undefined && (
          <Nothing
            icon={plain ? <Compass size="2rem" /> : <SearchX size="2rem" />}
            title={t(plain ? 'discover.empty' : 'discover.none')}
            text={t(plain ? 'discover.emptyText' : 'discover.noneText')}
          />
        )}
        <ul className={styles['cards']} aria-busy={groups.searching}>
          {items?.map((group) => (
            <li key={group.id}>
              <GroupCard group={group} />
            </li>
          ))}
        </ul>
        {groups.error !== undefined && (
          <div className={styles['failed']} role="alert">
            <p>{explain(groups.error, t)}</p>
            <Button onClick={groups.retry}>{t('dialog.tryAgain')}</Button>
          </div>
        )}
        {groups.hasMore && groups.error === undefined && (
          <End key={groups.items?.length} onSeen={groups.more} />
        )}
      </div>
      {above === 'topics' && interests && (
        <FollowTopicsDialog followed={interests.followed} onSaved={follow} onClose={close} />
      )}
      {typeof above === 'object' && (
        <GroupPreviewDialog
          key={above.groupId}
          id={above.groupId}
          known={[...(items ?? []), ...suggested].find(({ id }) => id === above.groupId)}
          onMembership={(id, membership) => setMemberships((last) => new Map(last).set(id, membership))}
          onClose={close}
        />
      )}
    </ListScreen>
  );
}

interface TopicsProps {
  chosen: string | undefined;
  onChoose: (topic: string | undefined) => void;
}

/** The topics side by side, of which one can be chosen; they scroll sideways. */
function Topics({ chosen, onChoose }: TopicsProps) {
  const t = useTranslate();
  return (
    <div className={styles['topics']} role="group" aria-label={t('discover.topics')}>
      {[undefined, ...namedTopics].map((topic) => (
        <button
          key={topic ?? ''}
          type="button"
          className={classNames(styles['topic'], topic === chosen && styles['topicOn'])}
          aria-pressed={topic === chosen}
          onClick={() => onChoose(topic === chosen ? undefined : topic)}
        >
          {topic === undefined ? t('discover.allTopics') : topicName(topic, t)}
        </button>
      ))}
    </div>
  );
}

/** The end of what is loaded: it asks for more before it comes into view. */
function End({ onSeen }: { onSeen: () => void }) {
  const t = useTranslate();
  const place = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (place.current === null) return undefined;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting === true) onSeen();
      },
      { root: place.current.closest('[data-scroller]'), rootMargin: `${aheadPx}px` },
    );
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [onSeen]);
  return (
    <p ref={place} className={styles['more']}>
      {t('discover.more')}
    </p>
  );
}

const CardBones = () => (
  <div className={styles['cards']} aria-hidden="true">
    <AfterPatience>
      {Array.from({ length: 6 }, (_, index) => (
        <div key={index} className={classNames(styles['card'], styles['cardBone'])} />
      ))}
    </AfterPatience>
  </div>
);
