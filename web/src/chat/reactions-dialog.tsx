import { useCallback } from 'react';
import type { Message, ReactionUser } from '../../../client/index.ts';
import { useClient, useSession } from '../../../client/react/index.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { Avatar } from '../ui/avatar.tsx';
import { PagedDialog } from './paged-dialog.tsx';
import styles from './reactions-dialog.module.css';
import { usePages } from './use-pages.ts';

/** Those who reacted alike, in the order of the list. */
function byEmoji(users: readonly ReactionUser[]): (readonly [string, readonly ReactionUser[]])[] {
  return [...Map.groupBy(users, ({ emoji }) => emoji)];
}

/** Who reacted to a message, by emoji. */
export function ReactionsDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  const t = useTranslate();
  const { messages } = useClient();
  const { userId } = useSession();
  const { conversationId, seq } = message;
  const pages = usePages(
    useCallback(
      (cursor) => messages.reactions(conversationId, seq, cursor === undefined ? {} : { cursor }),
      [messages, conversationId, seq],
    ),
  );
  const countOf = (emoji: string) => message.reactions?.find((one) => one.emoji === emoji)?.count;
  return (
    <PagedDialog title={t('reactions.label')} pages={pages} none={t('reactions.none')} onClose={onClose}>
      {byEmoji(pages.items).map(([emoji, users]) => (
        <section key={emoji} aria-label={emoji}>
          <h3 className={styles['emoji']}>
            {emoji} <span className={styles['count']}>{countOf(emoji) ?? users.length}</span>
          </h3>
          <ul>
            {users.map(({ id, name, username, avatar }) => (
              <li key={id} className={styles['user']}>
                <Avatar id={id} name={name} avatar={avatar} size={40} />
                <span className={styles['names']}>
                  <span className={styles['name']} dir="auto">
                    {id === userId ? t('list.you') : name}
                  </span>
                  <span className={styles['username']}>{username}</span>
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </PagedDialog>
  );
}
