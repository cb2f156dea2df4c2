import { useEffect, useMemo, useRef, useState } from 'react';
import { mayInGroup, type Participant } from '../../../client/index.ts';
import { useClient, useSession } from '../../../client/react/index.ts';
import { useAllChats } from '../chat/use-all-chats.ts';
import { isSignedOut } from '../errors.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { conversationPath, navigate } from '../navigation.ts';
import { bestChats } from '../people/best-chats.ts';
import { ChatOption } from '../people/chat-option.tsx';
import people from '../people/people.module.css';
import { SearchInput } from '../people/search-input.tsx';
import { Hint, Trouble } from '../people/search-outcome.tsx';
import { useOptions } from '../people/use-options.ts';
import { Dialog } from '../ui/dialog.tsx';
import { showToast } from '../ui/toast.tsx';

export interface AddToGroupDialogProps {
  bot: Pick<Participant, 'id' | 'name' | 'username'>;
  onClose: () => void;
}

/** The groups to which the user can add a bot: choosing one adds it and leads there. */
export function AddToGroupDialog({ bot, onClose }: AddToGroupDialogProps) {
  const t = useTranslate();
  const { groups } = useClient();
  const { userId } = useSession();
  const input = useRef<HTMLInputElement>(null);
  // after the dialog has opened, which puts the focus on its first control
  useEffect(() => input.current?.focus(), []);
  const [typed, setTyped] = useState('');
  const [adding, setAdding] = useState(false);
  const [error, setError] = useState<unknown>();
  const query = typed.trim();
  const { items, coverage, loadMore, error: unloaded } = useAllChats(true);
  const open = useMemo(
    () =>
      items.filter(
        (item) => mayInGroup(item, 'addMembers') && !item.participants.some(({ id }) => id === bot.id),
      ),
    [items, bot.id],
  );
  const shown = useMemo(() => bestChats(open, query, userId), [open, query, userId]);

  async function add(id: string): Promise<void> {
    setAdding(true);
    setError(undefined);
    try {
      const { name } = await groups.add(id, [bot.username]);
      showToast(t('bot.addedTo', { name: bot.name, group: name ?? '' }));
      navigate(conversationPath(id));
    } catch (failure) {
      if (!isSignedOut(failure)) setError(failure);
      setAdding(false);
    }
  }

  const options = useOptions({
    query,
    keys: shown.map(({ id }) => id),
    onChoose: (id) => {
      if (!adding) void add(id);
    },
  });
  const nothing = shown.length === 0 && coverage !== 'loading' && coverage !== 'failed';
  return (
    <Dialog title={t('bot.addTo', { name: bot.name })} onClose={onClose}>
      <div className={people['body']}>
        <SearchInput
          {...options.input}
          ref={input}
          label={t('bot.searchGroups')}
          busy={adding || coverage === 'loading'}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
        {error !== undefined && <Trouble error={error} />}
        <div className={people['results']}>
          {coverage === 'failed' && (
            // what fails shows here again
            <Trouble error={unloaded} onRetry={() => void loadMore().catch(() => undefined)} />
          )}
          {nothing && (
            <Hint>
              {query === '' ? t('bot.noGroups', { name: bot.name }) : t('bot.noGroupFound', { query })}
            </Hint>
          )}
          <div {...options.list} aria-label={t('bot.addToGroup')}>
            {shown.map((chat) => (
              <ChatOption
                key={chat.id}
                chat={chat}
                ownId={userId}
                option={options.option(chat.id)}
                active={options.active === chat.id}
              />
            ))}
          </div>
        </div>
      </div>
    </Dialog>
  );
}
