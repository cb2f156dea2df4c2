import { useCallback } from 'react';
import type { Message, PollVoter } from '../../../client/index.ts';
import { useClient, useSession } from '../../../client/react/index.ts';
import people from '../chat/reactions-dialog.module.css';
import { PagedDialog } from '../chat/paged-dialog.tsx';
import { usePages } from '../chat/use-pages.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { Avatar } from '../ui/avatar.tsx';
import styles from './contents.module.css';

/** Who voted in a poll, by option. */
export function VotersDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  const t = useTranslate();
  const { messages } = useClient();
  const { userId } = useSession();
  const { conversationId, seq, poll } = message;
  const pages = usePages(
    useCallback(
      (cursor: string | undefined) =>
        messages.votes(conversationId, seq, cursor === undefined ? {} : { cursor }),
      [messages, conversationId, seq],
    ),
  );
  const votersOf = (index: number): PollVoter[] =>
    pages.items.filter(({ options }) => options.includes(index));
  return (
    <PagedDialog title={t('poll.voters')} pages={pages} none={t('poll.noVoters')} onClose={onClose}>
      {poll?.options.map(({ text, count }, index) => {
        const voters = votersOf(index);
        if (voters.length === 0) return null;
        return (
          <section key={text} aria-label={text}>
            <h3 className={styles['votersOf']}>
              <bdi>{text}</bdi> <span className={people['count']}>{Math.max(count, voters.length)}</span>
            </h3>
            <ul>
              {voters.map(({ id, name, username, avatar }) => (
                <li key={id} className={people['user']}>
                  <Avatar id={id} name={name} avatar={avatar} size={40} />
                  <span className={people['names']}>
                    <span className={people['name']} dir="auto">
                      {id === userId ? t('list.you') : name}
                    </span>
                    <span className={people['username']}>{username}</span>
                  </span>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </PagedDialog>
  );
}
