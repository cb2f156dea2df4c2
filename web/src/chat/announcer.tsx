import { useState } from 'react';
import type { ConversationItem, MessageItem } from '../../../client/index.ts';
import { shownText } from '../format/text-parts.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { summaryText } from '../media/summary.ts';
import { useSender } from './sender.ts';
import { useSystemText } from './use-system-parts.ts';

export interface AnnouncerProps {
  items: readonly MessageItem[];
  conversation: ConversationItem;
}

/** Reads out to screen readers what others write and do while the conversation is open. */
export function Announcer({ items, conversation }: AnnouncerProps) {
  const t = useTranslate();
  const last = items.at(-1);
  const newest = last?.kind === 'stored' && !last.own ? last.message : undefined;
  // what becomes of it later is said when it happens
  // and one that is being written when it is whole
  const isAsSent = newest?.editedAt === null && newest.deletedAt === null && !newest.streaming;
  const message = isAsSent ? newest : undefined;
  // what was there when it was opened is not read out
  const [openedAt, setOpenedAt] = useState<number>();
  const seq = last?.kind === 'stored' ? last.seq : undefined;
  if (openedAt === undefined && seq !== undefined) setOpenedAt(seq);
  const sender = useSender(conversation, message?.senderId);
  const happened = useSystemText(conversation, message);
  const isNew = message !== undefined && openedAt !== undefined && message.seq > openedAt;
  const said = (): string => {
    if (message === undefined) return '';
    const { attachments } = message;
    const text = shownText(message.text, message.entities);
    const attached = attachments.length > 0 ? summaryText(attachments, attachments.length, t) : '';
    return `${sender?.name ?? ''}: ${[attached, text].filter((part) => part !== '').join('. ')}`;
  };
  return (
    <p className="visually-hidden" aria-live="polite">
      {isNew ? (happened ?? said()) : ''}
    </p>
  );
}
