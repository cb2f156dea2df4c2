import type { ConversationItem } from '../../../client/index.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { conversationPath, navigate } from '../navigation.ts';
import type { Coverage } from '../chat/use-all-chats.ts';
import { mostChats } from '../chat-client.ts';
import { usePresenceDot } from '../people/presence.ts';
import type { Person } from '../people/person-option.tsx';
import { Trouble } from '../people/search-outcome.tsx';
import { useDirectChats } from '../people/use-direct-chats.ts';
import { useOpenDirect } from '../people/use-open-direct.ts';
import { usePeopleSearch } from '../people/use-people-search.ts';
import { MessageResults } from '../search/message-results.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { BotMark } from '../ui/bot-mark.tsx';
import { classNames } from '../ui/class-names.ts';
import { moveFocus } from '../ui/move-focus.ts';
import rows from './chat-row.module.css';
import styles from './search-end.module.css';

export interface SearchEndProps {
  /** As it was typed, with filters. */
  typed: string;
  /** How many chats were found above. */
  found: number;
  coverage: Coverage;
  /** Only messages are looked for. */
  filtered: boolean;
  /** Loads the chats that are missing. */
  onRetry: () => void;
  /** A chat was opened. */
  onOpened: () => void;
  /** What was typed is to be this. */
  onType: (typed: string) => void;
  /** The user's chats, as far as they are here. */
  chats: readonly ConversationItem[];
}

/** What stands below the chats that were found: whether these are all, the people who fit and have no chat above, and messages. */
export default function SearchEnd(props: SearchEndProps) {
  const { typed, found, coverage, filtered, onRetry, onOpened, onType, chats } = props;
  const query = typed.trim();
  const t = useTranslate();
  const search = usePeopleSearch(filtered ? '' : query);
  const directs = useDirectChats();
  const { open, opening, error } = useOpenDirect((id) => {
    navigate(conversationPath(id));
    onOpened();
  });
  // those with a chat that is loaded stand above
  const people = search.people.filter(({ id }) => !directs.has(id));
  const settled = coverage !== 'loading' && !search.searching;
  return (
    <div className={styles['end']}>
      <div className={styles['notes']} role="status">
        {found === 0 && people.length === 0 && settled && !filtered && (
          <p dir="auto">{t('list.noMatch', { query })}</p>
        )}
        {found === 0 && people.length > 0 && <p>{t('list.noChatMatches')}</p>}
        {coverage === 'loading' && !filtered && <p>{t('list.searchingMore')}</p>}
        {coverage === 'newest' && !filtered && <p>{t('list.searchedNewest', { count: mostChats })}</p>}
      </div>
      {coverage === 'failed' && (
        <div className={styles['trouble']} role="alert">
          <p>{t('list.searchIncomplete')}</p>
          <Button kind="ghost" onClick={onRetry}>
            {t('dialog.tryAgain')}
          </Button>
        </div>
      )}
      {people.length > 0 && (
        <>
          <h2 className={styles['caption']}>{t('jump.people')}</h2>
          <ul onKeyDown={moveFocus}>
            {people.map((person) => (
              <li key={person.id}>
                <FoundPerson
                  person={person}
                  busy={opening === person.username}
                  onOpen={() => open(person.username)}
                />
              </li>
            ))}
          </ul>
        </>
      )}
      {search.error !== undefined && <Trouble error={search.error} onRetry={search.retry} />}
      {error !== undefined && <Trouble error={error} />}
      <MessageResults typed={typed} onType={onType} chats={chats} />
    </div>
  );
}

interface FoundPersonProps {
  person: Person;
  busy: boolean;
  onOpen: () => void;
}

function FoundPerson({ person, busy, onOpen }: FoundPersonProps) {
  const dot = usePresenceDot(person);
  return (
    <button
      type="button"
      className={classNames(rows['row'], rows['link'], styles['person'])}
      aria-busy={busy}
      onClick={onOpen}
    >
      <Avatar id={person.id} name={person.name} avatar={person.avatar} size={48} presence={dot} />
      <span className={rows['lines']}>
        <span className={rows['line']}>
          <span className={rows['name']} dir="auto">
            {person.name}
          </span>
          <BotMark of={person} />
        </span>
        <span className={rows['preview']}>
          <bdi className={rows['text']}>@{person.username}</bdi>
        </span>
      </span>
    </button>
  );
}
