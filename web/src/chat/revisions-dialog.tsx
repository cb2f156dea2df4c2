import { useCallback } from 'react';
import type { Message } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { FormattedText } from '../format/formatted-text.tsx';
import type { Entities } from '../format/text-parts.ts';
import { useNow } from '../format/now.ts';
import { untilTime } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { PagedDialog } from './paged-dialog.tsx';
import styles from './revisions-dialog.module.css';
import { usePages } from './use-pages.ts';

/** What a message said before it was edited, the latest first, below what it says now. */
export function RevisionsDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  const t = useTranslate();
  const locale = useLocale();
  const now = useNow();
  const { messages } = useClient();
  const { conversationId, seq, text, entities, editedAt, createdAt } = message;
  const pages = usePages(
    useCallback(
      (cursor) => messages.revisions(conversationId, seq, cursor === undefined ? {} : { cursor }),
      [messages, conversationId, seq],
    ),
  );
  const time = (iso: string) => untilTime(iso, now, locale);
  return (
    <PagedDialog title={t('revisions.title')} pages={pages} none={t('revisions.none')} onClose={onClose}>
      <ol className={styles['list']}>
        <Version
          label={t('revisions.now', { time: time(editedAt ?? createdAt) })}
          text={text}
          entities={entities}
          current
        />
        {pages.items.map(({ text: before, entities: parts, writtenAt }, index) => (
          <Version key={index} label={time(writtenAt)} text={before} entities={parts} />
        ))}
      </ol>
    </PagedDialog>
  );
}

interface VersionProps {
  label: string;
  text: string;
  entities: Entities;
  current?: boolean;
}

const Version = ({ label, text, entities, current = false }: VersionProps) => (
  <li className={styles['version']} data-current={current}>
    <p className={styles['time']}>{label}</p>
    <div className={styles['text']} dir="auto">
      <FormattedText text={text} entities={entities} />
    </div>
  </li>
);
