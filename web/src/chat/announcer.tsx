import { useState } from 'react';
import type { ConversationItem, MessageItem } from '../../../client/index.ts';
import { useSender } from './sender.ts';
import { useSystemText } from './use-system-parts.ts';

export interface AnnouncerProps {
  items: readonly MessageItem[];
  conversation: ConversationItem;
}

/** Reads out to screen readers what others write and do while the conversation is open. */
export function Announcer({ items, conversation }: AnnouncerProps) {
  const last = items.at(-1);
  const message = last?.kind === 'stored' && !last.own ? last.message : undefined;
  // what was there when it was opened is not read out
  const [openedAt, setOpenedAt] = useState<number>();
  const seq = last?.kind === 'stored' ? last.seq : undefined;
  if (openedAt === undefined && seq !== undefined) setOpenedAt(seq);
  const sender = useSender(conversation, message?.senderId);
  const happened = useSystemText(conversation, message);
  const isNew = message !== undefined && openedAt !== undefined && message.seq > openedAt;
  return (
    <p className="visually-hidden" aria-live="polite">
      {isNew ? (happened ?? `${sender?.name ?? ''}: ${message.text}`) : ''}
    </p>
  );
}
