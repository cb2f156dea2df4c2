import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { Check, CircleAlert } from 'lucide-react';
import type { ConversationItem, Message } from '../../../client/index.ts';
import { useClient, useSession } from '../../../client/react/index.ts';
import { otherOf, titleOf } from '../chat/conversation-title.ts';
import { newClientId } from '../chat/new-client-id.ts';
import { useAllChats } from '../chat/use-all-chats.ts';
import { explain, isPassing, isSignedOut } from '../errors.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { bestChats } from '../people/best-chats.ts';
import { ChatOption } from '../people/chat-option.tsx';
import { Chips, type Chip } from '../people/chips.tsx';
import people from '../people/people.module.css';
import { SearchInput } from '../people/search-input.tsx';
import { Hint, Trouble } from '../people/search-outcome.tsx';
import { useOptions } from '../people/use-options.ts';
import { report } from '../report.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { Dialog } from '../ui/dialog.tsx';
import { showToast } from '../ui/toast.tsx';
import styles from './forward-dialog.module.css';
import { forwardTo, mostTargets, toggled, type Target } from './forwarding.ts';

export interface ForwardDialogProps {
  message: Message;
  onClose: () => void;
}

/** Chats to forward a message to. Where some refuse it, it stays open and says which and why; the others have it. */
export default function ForwardDialog({ message, onClose }: ForwardDialogProps) {
  const t = useTranslate();
  const { messages } = useClient();
  const { userId } = useSession();
  const input = useRef<HTMLInputElement>(null);
  // after the dialog has opened, which puts the focus on its first control
  useEffect(() => input.current?.focus(), []);
  const [typed, setTyped] = useState('');
  const [targets, setTargets] = useState<readonly Target[]>([]);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const query = typed.trim();
  const { items, coverage } = useAllChats(query !== '');
  const chats = useMemo(() => bestChats(items, query, userId), [items, query, userId]);
  const byId = new Map(targets.map((one) => [one.conversationId, one]));
  const chosen = targets.filter(({ sent }) => !sent);
  const refused = targets.filter((one) => one.error !== undefined);

  const toggle = (id: string) => {
    if (busy) return;
    setTargets(toggled(targets, id, newClientId));
    if (!byId.has(id)) setTyped('');
    input.current?.focus();
  };
  const options = useOptions({
    query,
    keys: chats.map(({ id }) => id),
    onChoose: toggle,
    chosen: new Set(byId.keys()),
  });

  async function send(): Promise<void> {
    if (chosen.length === 0 || busy) return;
    setBusy(true);
    setError(undefined);
    try {
      const next = await forwardTo(messages, message, targets);
      setTargets(next);
      if (next.every(({ sent }) => sent)) {
        showToast(t('forward.done', { count: next.length }));
        onClose();
      } else input.current?.focus();
    } catch (failure) {
      if (isSignedOut(failure)) return;
      setError(failure);
      if (!isPassing(failure)) report(failure);
    } finally {
      setBusy(false);
    }
  }

  const onSearchKey = (event: KeyboardEvent) => {
    const last = chosen.at(-1);
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void send();
    } else if (event.key === 'Backspace' && typed === '' && last !== undefined) toggle(last.conversationId);
    else options.input.onKeyDown(event);
  };

  const chipOf = (item: ConversationItem): Chip => {
    const other = otherOf(item, userId);
    const name = titleOf(item, userId) || t('conversation.unknownSender');
    return { id: item.id, pictureId: other?.id ?? item.id, name, avatar: (other ?? item).avatar };
  };
  const chips = chosen.flatMap(({ conversationId }) => {
    const item = items.find(({ id }) => id === conversationId);
    return item === undefined ? [] : chipOf(item);
  });

  return (
    <Dialog
      title={t('forward.title')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('dialog.cancel')}</Button>
          <Button kind="primary" busy={busy} disabled={chosen.length === 0} onClick={() => void send()}>
            {refused.length > 0 && refused.length === chosen.length
              ? t('forward.again')
              : t('forward.send', { count: chosen.length })}
          </Button>
        </>
      }
    >
      <div className={people['body']}>
        <SearchInput
          {...options.input}
          ref={input}
          label={t('forward.search')}
          busy={coverage === 'loading' && query !== ''}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={onSearchKey}
        />
        <Chips
          chips={chips}
          label={t('forward.chosen')}
          removeLabel={(name) => t('forward.remove', { name })}
          onRemove={toggle}
        />
        <div role="alert">
          {refused.length > 0 && (
            <div className={styles['refused']}>
              <p>{t('forward.partly', { refused: refused.length })}</p>
              <ul>
                {refused.map((target) => {
                  const item = items.find(({ id }) => id === target.conversationId);
                  return (
                    <li key={target.conversationId}>
                      <CircleAlert size="0.875rem" aria-hidden="true" className={styles['icon']} />
                      <span>
                        <bdi className={styles['name']}>{item && chipOf(item).name}</bdi>:{' '}
                        {explain(target.error, t)}
                      </span>
                    </li>
                  );
                })}
              </ul>
            </div>
          )}
        </div>
        {chosen.length >= mostTargets && <Hint>{t('forward.most', { count: mostTargets })}</Hint>}
        {error !== undefined && <Trouble error={error} />}
        <div className={people['results']}>
          {query === '' && chats.length > 0 && <p className={people['caption']}>{t('jump.recent')}</p>}
          {chats.length === 0 && coverage !== 'loading' && <Hint>{t('forward.none', { query })}</Hint>}
          <div {...options.list} aria-label={t('forward.title')} aria-multiselectable="true">
            {chats.map((chat) => (
              <ChatOption
                key={chat.id}
                chat={chat}
                ownId={userId}
                option={options.option(chat.id)}
                active={options.active === chat.id}
                end={<Sign target={byId.get(chat.id)} />}
              />
            ))}
          </div>
        </div>
      </div>
    </Dialog>
  );
}

/** At the end of a chat: whether it is chosen, and whether the message is there. */
function Sign({ target }: { target: Target | undefined }) {
  const t = useTranslate();
  if (target?.sent === true) return <span className={styles['sent']}>{t('forward.sent')}</span>;
  const on = target !== undefined;
  return (
    <span className={classNames(people['tick'], on && people['ticked'])} aria-hidden="true">
      {on && <Check size="0.875rem" strokeWidth={3} />}
    </span>
  );
}
