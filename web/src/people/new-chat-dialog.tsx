import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Compass, Users } from 'lucide-react';
import { useTranslate } from '../i18n/i18n.ts';
import { navigate } from '../navigation.ts';
import { Dialog } from '../ui/dialog.tsx';
import styles from './people.module.css';
import { PersonOption } from './person-option.tsx';
import { SearchInput } from './search-input.tsx';
import { Hint, Trouble } from './search-outcome.tsx';
import { useDirectChats } from './use-direct-chats.ts';
import { useOpenDirect } from './use-open-direct.ts';
import { useOptions } from './use-options.ts';
import { usePeopleSearch } from './use-people-search.ts';

const mostRecent = 8;

/** Whom to write to: people by name, and before anything is typed those one writes to anyway. */
export function NewChatDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslate();
  const input = useRef<HTMLInputElement>(null);
  // after the dialog has opened, which puts the focus on its first control
  useEffect(() => input.current?.focus(), []);
  const [typed, setTyped] = useState('');
  const query = typed.trim();
  const search = usePeopleSearch(query);
  const chats = useDirectChats();
  const people =
    query === '' ? [...chats.values()].slice(0, mostRecent).map(({ person }) => person) : search.people;
  const { open, opening, error } = useOpenDirect();
  const options = useOptions({
    query,
    keys: people.map(({ id }) => id),
    onChoose: (id) => {
      const person = people.find((one) => one.id === id);
      if (person !== undefined) open(person.username, chats.get(id)?.conversationId);
    },
  });
  return (
    <Dialog title={t('newChat.title')} onClose={onClose}>
      <div className={styles['body']}>
        <SearchInput
          {...options.input}
          ref={input}
          label={t('newChat.search')}
          busy={search.searching || opening !== undefined}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <p className="visually-hidden" role="status">
          {opening !== undefined && t('newChat.opening')}
          {search.found !== undefined && t('newChat.found', { count: people.length })}
        </p>
        {error !== undefined && <Trouble error={error} />}
        <div className={styles['results']}>
          {query === '' && (
            <>
              <Way icon={<Users size="1.25rem" />} label={t('newChat.group')} path="/new-group" />
              <Way icon={<Compass size="1.25rem" />} label={t('menu.discover')} path="/discover" />
            </>
          )}
          {query === '' && people.length > 0 && <p className={styles['caption']}>{t('newChat.recent')}</p>}
          {query === '' && people.length === 0 && <Hint>{t('newChat.hint')}</Hint>}
          {search.error !== undefined && <Trouble error={search.error} onRetry={search.retry} />}
          {search.found !== undefined && people.length === 0 && <Hint>{t('newChat.none', { query })}</Hint>}
          <div {...options.list} aria-label={t('newGroup.people')}>
            {people.map((person) => (
              <PersonOption
                key={person.id}
                person={person}
                option={options.option(person.id)}
                active={options.active === person.id}
                detail={<bdi>@{person.username}</bdi>}
              />
            ))}
          </div>
        </div>
      </div>
    </Dialog>
  );
}

interface WayProps {
  icon: ReactNode;
  label: string;
  path: string;
}

/** What one may want instead of writing to a person. */
const Way = ({ icon, label, path }: WayProps) => (
  <button type="button" className={styles['option']} onClick={() => navigate(path, { replace: true })}>
    <span className={styles['roundIcon']} aria-hidden="true">
      {icon}
    </span>
    <span className={styles['name']}>{label}</span>
  </button>
);
