import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { Check } from 'lucide-react';
import { useClient } from '../../../client/react/index.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { classNames } from '../ui/class-names.ts';
import { Chips } from './chips.tsx';
import styles from './people.module.css';
import { PersonOption, type Person } from './person-option.tsx';
import { SearchInput } from './search-input.tsx';
import { Hint, Trouble } from './search-outcome.tsx';
import { useDirectChats } from './use-direct-chats.ts';
import { openConversation } from './use-open-direct.ts';
import { useOptions } from './use-options.ts';
import { usePeopleSearch } from './use-people-search.ts';

const mostRecent = 8;
const nameCharacters = 64;
/** The server takes no more at once. */
const mostPeople = 100;

/** A new group: its name, and who is in it. */
export function NewGroupDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslate();
  const client = useClient();
  const nameInput = useRef<HTMLInputElement>(null);
  const searchInput = useRef<HTMLInputElement>(null);
  // after the dialog has opened, which puts the focus on its first control
  useEffect(() => nameInput.current?.focus(), []);
  const [name, setName] = useState('');
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<readonly Person[]>([]);
  const [asked, setAsked] = useState(false);
  const [creating, setCreating] = useState(false);
  const [error, setError] = useState<unknown>();

  const query = typed.trim();
  const search = usePeopleSearch(query);
  const chats = useDirectChats();
  const people =
    query === '' ? [...chats.values()].slice(0, mostRecent).map(({ person }) => person) : search.people;
  const full = chosen.length >= mostPeople;

  const remove = (id: string) => setChosen((all) => all.filter((one) => one.id !== id));
  const toggle = (id: string) => {
    const person = people.find((one) => one.id === id);
    if (chosen.some((one) => one.id === id)) remove(id);
    else if (person !== undefined && !full) {
      setChosen([...chosen, person]);
      setTyped('');
    }
    searchInput.current?.focus();
  };
  const options = useOptions({
    query,
    keys: people.map(({ id }) => id),
    onChoose: toggle,
    chosen: new Set(chosen.map(({ id }) => id)),
  });

  const onSearchKey = (event: KeyboardEvent) => {
    const last = chosen.at(-1);
    if (event.key === 'Backspace' && typed === '' && last !== undefined) remove(last.id);
    else options.input.onKeyDown(event);
  };

  const create = () => {
    setAsked(true);
    if (name.trim() === '') {
      nameInput.current?.focus();
      return;
    }
    if (chosen.length === 0) {
      searchInput.current?.focus();
      return;
    }
    setCreating(true);
    setError(undefined);
    const usernames = chosen.map(({ username }) => username);
    void client.conversations
      .createGroup(name.trim(), usernames)
      .then(({ id }) => openConversation(id), setError)
      .finally(() => setCreating(false));
  };

  return (
    <Dialog
      title={t('newGroup.title')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('dialog.cancel')}</Button>
          <Button kind="primary" busy={creating} onClick={create}>
            {t('newGroup.create')}
          </Button>
        </>
      }
    >
      <div className={styles['body']}>
        <div className={styles['form']}>
          <TextField
            ref={nameInput}
            label={t('newGroup.name')}
            error={asked && name.trim() === '' ? t('newGroup.nameMissing') : undefined}
            value={name}
            maxLength={nameCharacters}
            autoComplete="off"
            dir="auto"
            onChange={(event) => setName(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
              event.preventDefault();
              searchInput.current?.focus();
            }}
          />
        </div>
        <SearchInput
          {...options.input}
          ref={searchInput}
          label={t('newGroup.people')}
          placeholder={t('newChat.search')}
          busy={search.searching}
          aria-invalid={asked && chosen.length === 0}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={onSearchKey}
        />
        <Chips people={chosen} onRemove={remove} />
        <p className="visually-hidden" role="status">
          {search.found !== undefined && t('newChat.found', { count: people.length })}
        </p>
        {asked && chosen.length === 0 && (
          <p className={styles['missing']} role="alert">
            {t('newGroup.peopleMissing')}
          </p>
        )}
        {full && <Hint>{t('newGroup.tooMany', { count: mostPeople })}</Hint>}
        {error !== undefined && <Trouble error={error} />}
        <div className={styles['results']}>
          {query === '' && people.length > 0 && <p className={styles['caption']}>{t('newChat.recent')}</p>}
          {query === '' && people.length === 0 && <Hint>{t('newChat.hint')}</Hint>}
          {search.error !== undefined && <Trouble error={search.error} onRetry={search.retry} />}
          {search.found !== undefined && people.length === 0 && <Hint>{t('newChat.none', { query })}</Hint>}
          <div {...options.list} aria-label={t('newGroup.people')} aria-multiselectable="true">
            {people.map((person) => (
              <PersonOption
                key={person.id}
                person={person}
                option={options.option(person.id)}
                active={options.active === person.id}
                detail={<bdi>@{person.username}</bdi>}
                end={<Tick on={chosen.some(({ id }) => id === person.id)} />}
              />
            ))}
          </div>
        </div>
      </div>
    </Dialog>
  );
}

const Tick = ({ on }: { on: boolean }) => (
  <span className={classNames(styles['tick'], on && styles['ticked'])} aria-hidden="true">
    {on && <Check size="0.875rem" strokeWidth={3} />}
  </span>
);
