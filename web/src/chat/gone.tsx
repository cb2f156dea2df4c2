import { DoorClosed } from 'lucide-react';
import type { MessageItem } from '../../../client/index.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { queries, useMediaQuery } from '../media-query.ts';
import { navigate } from '../navigation.ts';
import { Button } from '../ui/button.tsx';
import styles from './conversation-view.module.css';
import { useDraft } from './drafts.ts';
import { KeptText } from './writing.tsx';

export interface GoneProps {
  conversationId: string;
  /** What it was called; `undefined` where the user was not in it while this page looked. */
  name: string | undefined;
  items: readonly MessageItem[];
}

/**
 * In place of a conversation that is not there for the user, or not any more: they were removed, or it was deleted. What
 * they had typed can be copied.
 */
export function Gone({ conversationId, name, items }: GoneProps) {
  const t = useTranslate();
  const draft = useDraft(conversationId);
  // where it is all that there is, the page has no other first heading
  const Title = useMediaQuery(queries.beside) ? 'h2' : 'h1';
  const unsent = items.flatMap((item) => (item.kind === 'unsent' ? [item.text] : []));
  const typed = [...unsent, draft].filter((text) => text.trim() !== '');
  return (
    <div className={styles['notice']} role="status">
      {name !== undefined && (
        <DoorClosed size="2.5rem" strokeWidth={1.5} aria-hidden="true" className={styles['noticeIcon']} />
      )}
      <Title className={styles['noticeTitle']}>
        {name === undefined ? t('conversation.notFound') : t('gone.title', { name })}
      </Title>
      <p className={styles['noticeText']}>
        {t(name === undefined ? 'conversation.notFoundText' : 'gone.text')}
      </p>
      <KeptText texts={typed} />
      <Button kind="primary" onClick={() => navigate('/', { replace: true })}>
        {t('conversation.back')}
      </Button>
    </div>
  );
}
