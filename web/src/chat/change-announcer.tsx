import { useEffect, useState } from 'react';
import type { ConversationItem, Message } from '../../../client/index.ts';
import { useClient, useSession } from '../../../client/react/index.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { useSender } from './sender.ts';

export interface ChangeAnnouncerProps {
  conversation: ConversationItem;
}

/** Longer texts are cut: the message itself can be read. */
const mostCharacters = 100;

/** Reads out to screen readers what others change in the open conversation; of reactions, those to the user's own messages. */
export default function ChangeAnnouncer({ conversation }: ChangeAnnouncerProps) {
  const t = useTranslate();
  const client = useClient();
  const { userId } = useSession();
  const { id } = conversation;
  const [message, setMessage] = useState<Message>();
  const actor = useSender(conversation, message?.change?.userId);
  useEffect(() => {
    const take = (changed: Message) => {
      const { conversationId, change, senderId } = changed;
      if (conversationId !== id || change === undefined || change.userId === userId) return;
      if (change.type !== 'reactions' || senderId === userId) setMessage(changed);
    };
    const stops = [client.on('message:updated', take), client.on('message:deleted', take)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [client, id, userId]);
  const said = (): string => {
    if (message === undefined) return '';
    const text = [...message.text].slice(0, mostCharacters).join('');
    const name = actor?.name ?? t('conversation.unknownSender');
    switch (message.change?.type) {
      case 'edited':
        return t('announce.edited', { name, text });
      case 'deleted':
        return t('announce.deleted', { name });
      case 'reactions': {
        const reactions = (message.reactions ?? []).map(({ emoji, count }) => `${emoji} ${count}`).join(', ');
        return reactions === ''
          ? t('announce.noReactions', { text })
          : t('announce.reactions', { text, reactions });
      }
      default:
        return '';
    }
  };
  return (
    <p className="visually-hidden" aria-live="polite">
      {said()}
    </p>
  );
}
