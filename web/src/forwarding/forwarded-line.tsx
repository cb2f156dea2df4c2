import { Forward } from 'lucide-react';
import type { Forwarded } from '../../../client/index.ts';
import { useUser, useSession } from '../../../client/react/index.ts';
import { explain } from '../errors.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { detailsPath, navigate } from '../navigation.ts';
import { useDirectChats } from '../people/use-direct-chats.ts';
import { useOpenDirect } from '../people/use-open-direct.ts';
import styles from './forwarded-line.module.css';

const openPerson = (conversationId: string) => navigate(detailsPath(conversationId));

/** Above a message that was forwarded: who wrote it first, unless they keep that back. The name leads to the person. */
export default function ForwardedLine({ forwarded }: { forwarded: Forwarded }) {
  const t = useTranslate();
  const { senderId } = forwarded;
  return (
    <p className={styles['line']}>
      <Forward size="0.875rem" aria-hidden="true" className={styles['icon']} />
      {senderId === null ? t('forwarded.kept') : <From userId={senderId} />}
    </p>
  );
}

function From({ userId }: { userId: string }) {
  const t = useTranslate();
  const session = useSession();
  const user = useUser(userId);
  const chats = useDirectChats();
  const { open, error } = useOpenDirect(openPerson);
  const own = userId === session.userId;
  const name = own ? t('list.you') : (user?.name ?? t('conversation.unknownSender'));
  return (
    <>
      <span>{t('forwarded.from')}</span>
      {own || user === undefined ? (
        <bdi className={styles['name']}>{name}</bdi>
      ) : (
        <button
          type="button"
          className={styles['name']}
          onClick={() => open(user.username, chats.get(userId)?.conversationId)}
        >
          <bdi>{name}</bdi>
        </button>
      )}
      {error !== undefined && <span role="alert">{explain(error, t)}</span>}
    </>
  );
}
