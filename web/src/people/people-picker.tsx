import { useState, type KeyboardEvent, type RefObject } from 'react';
import { Check } from 'lucide-react';
import { useTranslate } from '../i18n/i18n.ts';
import { classNames } from '../ui/class-names.ts';
import { Chips } from './chips.tsx';
import styles from './people.module.css';
import { PersonOption, type Person } from './person-option.tsx';
import { SearchInput } from './search-input.tsx';
import { Hint, Trouble } from './search-outcome.tsx';
import { useDirectChats } from './use-direct-chats.ts';
import { useOptions } from './use-options.ts';
import { usePeopleSearch } from './use-people-search.ts';

const mostRecent = 8;
const noIds: ReadonlySet<string> = new Set();

export interface PeoplePickerProps {
  /** What they are chosen for. */
  label: string;
  input: RefObject<HTMLInputElement | null>;
  chosen: readonly Person[];
  onChoose: (chosen: readonly Person[]) => void;
  /** As many can be chosen at once. */
  most: number;
  /** Who cannot be chosen, as they are in already. */
  without?: ReadonlySet<string>;
  /** Why it cannot go on with those who are chosen, in a sentence. */
  missing?: string | undefined;
  error?: unknown;
}

/** People to choose, by name or among those one writes to; those who are chosen stand above the list. */
export function PeoplePicker(props: PeoplePickerProps) {
  const { label, input, chosen, onChoose, most, without = noIds, missing, error } = props;
  const t = useTranslate();
  const [typed, setTyped] = useState('');
  const query = typed.trim();
  const search = usePeopleSearch(query);
  const chats = useDirectChats();
  const recent = [...chats.values()].map(({ person }) => person).filter(({ id }) => !without.has(id));
  const people =
    query === '' ? recent.slice(0, mostRecent) : search.people.filter(({ id }) => !without.has(id));
  const full = chosen.length >= most;

  const remove = (id: string) => onChoose(chosen.filter((one) => one.id !== id));
  const toggle = (id: string) => {
    const person = people.find((one) => one.id === id);
    if (chosen.some((one) => one.id === id)) remove(id);
    else if (person !== undefined && !full) {
      onChoose([...chosen, person]);
      setTyped('');
    }
    input.current?.focus();
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

  return (
    <>
      <SearchInput
        {...options.input}
        ref={input}
        label={label}
        placeholder={t('newChat.search')}
        busy={search.searching}
        aria-invalid={missing !== undefined}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={onSearchKey}
      />
      <Chips
        chips={chosen}
        label={t('newGroup.people')}
        removeLabel={(name) => t('newGroup.remove', { name })}
        onRemove={remove}
      />
      <p className="visually-hidden" role="status">
        {search.found !== undefined && t('newChat.found', { count: people.length })}
      </p>
      {missing !== undefined && (
        <p className={styles['missing']} role="alert">
          {missing}
        </p>
      )}
      {full && <Hint>{t('newGroup.tooMany', { count: most })}</Hint>}
      {error !== undefined && <Trouble error={error} />}
      <div className={styles['results']}>
        {query === '' && people.length > 0 && <p className={styles['caption']}>{t('newChat.recent')}</p>}
        {query === '' && people.length === 0 && <Hint>{t('newChat.hint')}</Hint>}
        {search.error !== undefined && <Trouble error={search.error} onRetry={search.retry} />}
        {search.found !== undefined && people.length === 0 && <Hint>{t('newChat.none', { query })}</Hint>}
        <div {...options.list} aria-label={label} aria-multiselectable="true">
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
    </>
  );
}

const Tick = ({ on }: { on: boolean }) => (
  <span className={classNames(styles['tick'], on && styles['ticked'])} aria-hidden="true">
    {on && <Check size="0.875rem" strokeWidth={3} />}
  </span>
);
