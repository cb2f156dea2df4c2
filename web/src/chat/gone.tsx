import { Ban, DoorClosed, Trash2, type LucideIcon } from 'lucide-react';
import type { MessageItem } from '../../../client/index.ts';
import { useTranslate, type MessageKey } from '../i18n/i18n.ts';
import { queries, useMediaQuery } from '../media-query.ts';
import { navigate } from '../navigation.ts';
import { Button } from '../ui/button.tsx';
import styles from './conversation-view.module.css';
import { useDraft } from './drafts.ts';
import { useEnding } from './endings.ts';
import { KeptText } from './writing.tsx';

export interface GoneProps {
  conversationId: string;
  /** What it was called, where that was seen. */
  name: string | undefined;
  items: readonly MessageItem[];
}

interface Looks {
  icon: LucideIcon;
  title: MessageKey;
  text: MessageKey;
}

const unknown: Looks = { icon: DoorClosed, title: 'gone.title', text: 'gone.text' };
const endings: Readonly<Record<string, Looks>> = {
  removed: { ...unknown, text: 'gone.removed' },
  banned: { ...unknown, icon: Ban, text: 'gone.banned' },
  left: { ...unknown, text: 'gone.left' },
  deleted: { icon: Trash2, title: 'gone.deletedTitle', text: 'gone.deleted' },
};

/**
 * In place of a conversation that is not there for the user, or not any more: how it ended, as far as that is known. What
 * they had typed can be copied.
 */
export function Gone({ conversationId, name: lastName, items }: GoneProps) {
  const t = useTranslate();
  const draft = useDraft(conversationId);
  const ending = useEnding(conversationId);
  const name = lastName ?? ending?.name;
  const { icon: Icon, title, text } = endings[ending?.reason ?? ''] ?? unknown;
  // where it is all that there is, the page has no other first heading
  const Title = useMediaQuery(queries.beside) ? 'h2' : 'h1';
  const unsent = items.flatMap((item) => (item.kind === 'unsent' ? [item.text] : []));
  const typed = [...unsent, draft].filter((typedText) => typedText.trim() !== '');
  return (
    <div className={styles['notice']} role="status">
      {name !== undefined && (
        <Icon size="2.5rem" strokeWidth={1.5} aria-hidden="true" className={styles['noticeIcon']} />
      )}
      <Title className={styles['noticeTitle']}>
        {name === undefined ? t('conversation.notFound') : t(title, { name })}
      </Title>
      <p className={styles['noticeText']}>{t(name === undefined ? 'conversation.notFoundText' : text)}</p>
      <KeptText texts={typed} />
      <Button kind="primary" onClick={() => navigate('/', { replace: true })}>
        {t('conversation.back')}
      </Button>
    </div>
  );
}
