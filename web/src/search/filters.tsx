import { CalendarArrowDown, CalendarArrowUp, MessagesSquare, UserRound, type LucideIcon } from 'lucide-react';
import { useMemo, type ReactNode } from 'react';
import type { ConversationItem } from '../../../client/index.ts';
import { useSession } from '../../../client/react/index.ts';
import { otherOf, titleOf } from '../chat/conversation-title.ts';
import { longDate } from '../format/time.ts';
import { useLocale, useTranslate, type MessageKey } from '../i18n/i18n.ts';
import { bestRank, fold } from '../people/match.ts';
import { usePeopleSearch } from '../people/use-people-search.ts';
import { namesOf } from '../sidebar/matching.ts';
import { Avatar } from '../ui/avatar.tsx';
import { classNames } from '../ui/class-names.ts';
import rows from '../sidebar/chat-row.module.css';
import styles from './search.module.css';
import { dateText, typedDate } from './typed-date.ts';
import { readTyped, withFilter, withValue, type FilterName, type TypedFilter } from './typed-search.ts';
import { peopleIn } from './use-filters.ts';

const filters: readonly (readonly [FilterName, MessageKey, LucideIcon])[] = [
  ['from', 'search.filter.from', UserRound],
  ['in', 'search.filter.in', MessagesSquare],
  ['before', 'search.filter.before', CalendarArrowDown],
  ['after', 'search.filter.after', CalendarArrowUp],
];

export interface FilterBarProps {
  typed: string;
  onType: (typed: string) => void;
}

/** The filters that a search may have, as they are typed. Those that it has are left out. */
export default function FilterBar({ typed, onType }: FilterBarProps) {
  const t = useTranslate();
  const used = new Set(readTyped(typed).filters.map(({ name }) => name));
  const left = filters.filter(([name]) => !used.has(name));
  return (
    left.length > 0 && (
      <div className={styles['filters']} role="group" aria-label={t('search.filters')}>
        {left.map(([name, label, Icon]) => (
          <button
            key={name}
            type="button"
            className={styles['chip']}
            onClick={() => onType(withFilter(typed, t(label)))}
          >
            <Icon size="0.875rem" aria-hidden="true" />
            {t(label)}:
          </button>
        ))}
      </div>
    )
  );
}

export interface SuggestionsProps extends FilterBarProps {
  filter: TypedFilter;
  chats: readonly ConversationItem[];
  now: number;
}

const most = 6;

/** What the filter that is being typed may be about. */
export function Suggestions({ typed, filter, chats, onType, now }: SuggestionsProps) {
  const { name } = filter;
  const choose = (value: string) => onType(withValue(typed, filter, value));
  if (name === 'from') return <People value={filter.value} chats={chats} choose={choose} />;
  if (name === 'in') return <Chats value={filter.value} chats={chats} choose={choose} />;
  return <Days value={filter.value} now={now} choose={choose} />;
}

interface ChoiceProps {
  value: string;
  choose: (value: string) => void;
}

function People({ value, chats, choose }: ChoiceProps & { chats: readonly ConversationItem[] }) {
  const t = useTranslate();
  const { userId } = useSession();
  const wanted = fold(value.replace(/^@/, ''));
  const search = usePeopleSearch(wanted);
  const known = useMemo(() => peopleIn(chats), [chats]);
  const fits = known.filter(({ name, username }) => wanted === '' || bestRank(wanted, [name, username]) > 1);
  const others = search.people.filter(({ id }) => !known.some((one) => one.id === id));
  const people = [...fits, ...others].slice(0, most);
  return (
    <Choices>
      {people.map(({ id, name, username, avatar }) => (
        <Choice
          key={id}
          picture={<Avatar id={id} name={name} avatar={avatar} size={32} />}
          label={id === userId ? t('list.you') : name}
          detail={`@${username}`}
          onChoose={() => choose(username)}
        />
      ))}
    </Choices>
  );
}

function Chats({ value, chats, choose }: ChoiceProps & { chats: readonly ConversationItem[] }) {
  const { userId } = useSession();
  const wanted = fold(value);
  const fits = chats
    .filter((chat) => titleOf(chat, userId) !== '')
    .filter((chat) => wanted === '' || bestRank(wanted, namesOf(chat, userId)) > 0)
    .slice(0, most);
  return (
    <Choices>
      {fits.map((chat) => {
        const other = otherOf(chat, userId);
        const title = titleOf(chat, userId);
        return (
          <Choice
            key={chat.id}
            picture={
              <Avatar id={other?.id ?? chat.id} name={title} avatar={(other ?? chat).avatar} size={32} />
            }
            label={title}
            onChoose={() => choose(title)}
          />
        );
      })}
    </Choices>
  );
}

/** Days that are often meant, as far back as these. */
const days: readonly (readonly [MessageKey, number])[] = [
  ['time.today', 0],
  ['time.yesterday', 1],
  ['search.weekAgo', 7],
  ['search.monthAgo', 30],
];

function Days({ value, now, choose }: ChoiceProps & { now: number }) {
  const t = useTranslate();
  const locale = useLocale();
  const typed = typedDate(value, now);
  const today = new Date(now);
  const dateAgo = (ago: number) => new Date(today.getFullYear(), today.getMonth(), today.getDate() - ago);
  return (
    <Choices>
      {typed !== undefined && (
        <Choice
          label={longDate(typed.toISOString(), locale)}
          detail={dateText(typed)}
          onChoose={() => choose(dateText(typed))}
        />
      )}
      {value === '' &&
        days.map(([label, ago]) => (
          <Choice
            key={label}
            label={t(label)}
            detail={dateText(dateAgo(ago))}
            onChoose={() => choose(dateText(dateAgo(ago)))}
          />
        ))}
      {typed === undefined && <li className={styles['status']}>{t('search.dateHint')}</li>}
    </Choices>
  );
}

function Choices({ children }: { children: ReactNode }) {
  const t = useTranslate();
  return (
    <ul className={styles['choices']} aria-label={t('search.suggestions')}>
      {children}
    </ul>
  );
}

interface ChoiceItemProps {
  picture?: ReactNode;
  label: string;
  detail?: string;
  onChoose: () => void;
}

function Choice({ picture, label, detail, onChoose }: ChoiceItemProps) {
  return (
    <li>
      <button
        type="button"
        className={classNames(rows['link'], styles['choice'], picture === undefined && styles['plain'])}
        onClick={onChoose}
      >
        {picture}
        <span className={rows['name']} dir="auto">
          {label}
        </span>
        {detail !== undefined && <bdi className={styles['detail']}>{detail}</bdi>}
      </button>
    </li>
  );
}
