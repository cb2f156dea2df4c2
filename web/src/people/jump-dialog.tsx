import { useEffect, useMemo, useRef, useState } from 'react';
import { X } from 'lucide-react';
import { useSession } from '../../../client/react/index.ts';
import { useAllChats } from '../chat/use-all-chats.ts';
import { mostChats as mostLoaded } from '../chat-client.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { bestChats } from './best-chats.ts';
import { ChatOption } from './chat-option.tsx';
import styles from './people.module.css';
import { PersonOption } from './person-option.tsx';
import { SearchInput } from './search-input.tsx';
import { Hint, Trouble } from './search-outcome.tsx';
import { useDirectChats } from './use-direct-chats.ts';
import { openConversation, useOpenDirect } from './use-open-direct.ts';
import { useOptions } from './use-options.ts';
import { usePeopleSearch } from './use-people-search.ts';

/** The quickest way to a chat or a person, by the keyboard alone. */
export function JumpDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslate();
  const { userId } = useSession();
  const input = useRef<HTMLInputElement>(null);
  // after the dialog has opened, which puts the focus on its first control
  useEffect(() => input.current?.focus(), []);
  const [typed, setTyped] = useState('');
  const query = typed.trim();
  const { items, coverage, loadMore } = useAllChats(query !== '');
  const chats = useMemo(() => bestChats(items, query, userId), [items, query, userId]);
  const directs = useDirectChats();
  const search = usePeopleSearch(query);
  const shownIds = new Set(chats.map(({ id }) => id));
  const people = search.people.filter(({ id }) => {
    const known = directs.get(id)?.conversationId;
    return known === undefined || !shownIds.has(known);
  });
  const { open, opening, error } = useOpenDirect();
  const options = useOptions({
    query,
    keys: [...chats.map(({ id }) => `chat-${id}`), ...people.map(({ id }) => `person-${id}`)],
    onChoose: (key) => {
      const chat = chats.find(({ id }) => key === `chat-${id}`);
      const person = people.find(({ id }) => key === `person-${id}`);
      if (chat !== undefined) openConversation(chat.id);
      else if (person !== undefined) open(person.username, directs.get(person.id)?.conversationId);
    },
  });
  const optionOf = (key: string) => ({ option: options.option(key), active: options.active === key });
  const count = chats.length + people.length;
  return (
    <Dialog title={t('jump.title')} bare onClose={onClose}>
      <div className={styles['body']}>
        <div className={styles['jumpTop']}>
          <SearchInput
            {...options.input}
            ref={input}
            label={t('jump.search')}
            busy={search.searching || opening !== undefined}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            end={
              <IconButton label={t('dialog.close')} keys="Esc" onClick={onClose}>
                <X size="1.125rem" aria-hidden="true" />
              </IconButton>
            }
          />
        </div>
        <p className="visually-hidden" role="status">
          {opening !== undefined && t('newChat.opening')}
          {query !== '' && !search.searching && t('jump.found', { count })}
        </p>
        {error !== undefined && <Trouble error={error} />}
        <div className={styles['results']}>
          <div {...options.list} aria-label={t('jump.title')}>
            {chats.length > 0 && (
              <div role="group" aria-label={t(query === '' ? 'jump.recent' : 'jump.chats')}>
                <p className={styles['caption']} role="presentation">
                  {t(query === '' ? 'jump.recent' : 'jump.chats')}
                </p>
                {chats.map((chat) => (
                  <ChatOption key={chat.id} chat={chat} ownId={userId} {...optionOf(`chat-${chat.id}`)} />
                ))}
              </div>
            )}
            {people.length > 0 && (
              <div role="group" aria-label={t('jump.people')}>
                <p className={styles['caption']} role="presentation">
                  {t('jump.people')}
                </p>
                {people.map((person) => (
                  <PersonOption
                    key={person.id}
                    person={person}
                    {...optionOf(`person-${person.id}`)}
                    detail={<bdi>@{person.username}</bdi>}
                  />
                ))}
              </div>
            )}
          </div>
          {search.error !== undefined && <Trouble error={search.error} onRetry={search.retry} />}
          {query !== '' && coverage === 'loading' && <Hint>{t('list.searchingMore')}</Hint>}
          {query !== '' && coverage === 'newest' && (
            <Hint>{t('list.searchedNewest', { count: mostLoaded })}</Hint>
          )}
          {query !== '' && coverage === 'failed' && (
            <Hint>
              {t('list.searchIncomplete')} {/* what fails shows here again */}
              <Button kind="ghost" onClick={() => void loadMore().catch(() => undefined)}>
                {t('dialog.tryAgain')}
              </Button>
            </Hint>
          )}
          {search.found !== undefined && coverage !== 'loading' && count === 0 && (
            <Hint>{t('jump.none', { query })}</Hint>
          )}
          {query === '' && count === 0 && <Hint>{t('newChat.hint')}</Hint>}
        </div>
      </div>
    </Dialog>
  );
}
