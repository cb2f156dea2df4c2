import { useState } from 'react';
import { CircleSlash, CircleStop, Square } from 'lucide-react';
import type { ConversationItem, Message } from '../../../client/index.ts';
import { useSession } from '../../../client/react/index.ts';
import { client } from '../chat-client.ts';
import { explain, isSignedOut } from '../errors.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { useQuote } from '../threads/quotes.ts';
import { showToast } from '../ui/toast.tsx';
import styles from './streams.module.css';

export interface StreamLineProps {
  message: Message;
  conversation: ConversationItem;
  /** Of its author; `undefined`: the user is it. */
  name: string | undefined;
}

/** Below a message that is being written: by whom, and the end of it for those who may. Below one that ends early: why. */
export default function StreamLine({ message, conversation, name }: StreamLineProps) {
  const t = useTranslate();
  if (message.streaming) return <Writing message={message} conversation={conversation} name={name} />;
  const stopped = message.incomplete === 'stopped';
  const Icon = stopped ? CircleStop : CircleSlash;
  return (
    <p className={styles['line']}>
      <Icon size="0.875rem" aria-hidden="true" />
      {t(stopped ? 'stream.stopped' : 'stream.unfinished')}
    </p>
  );
}

function Writing({ message, conversation, name }: StreamLineProps) {
  const t = useTranslate();
  const mayStop = useMayStop(message, conversation);
  const [stopping, setStopping] = useState(false);
  async function stop(): Promise<void> {
    setStopping(true);
    try {
      await client.messages.stop(message.conversationId, message.seq);
    } catch (error) {
      setStopping(false);
      if (!isSignedOut(error)) showToast(explain(error, t));
    }
  }
  return (
    <div className={styles['line']}>
      <span className={styles['writing']} dir="auto">
        {name === undefined ? t('stream.ownWriting') : t('stream.writing', { name })}
      </span>
      {mayStop && (
        <button type="button" className={styles['stop']} disabled={stopping} onClick={() => void stop()}>
          <Square size="0.625rem" fill="currentcolor" aria-hidden="true" />
          {t('stream.stop')}
        </button>
      )}
    </div>
  );
}

/** As the server decides it: the author, in a direct chat both, in a group admins and the user whom it answers. */
function useMayStop(
  { senderId, quote, replyTo, seq }: Message,
  { id, isGroup, me }: ConversationItem,
): boolean {
  const { userId } = useSession();
  const entitled = !isGroup || me.role !== 'member' || senderId === userId;
  const answered = useQuote({
    conversationId: id,
    id: replyTo ?? '',
    given: quote,
    ask: entitled || replyTo === null ? undefined : { seq, is: 'reply' },
  });
  return entitled || (replyTo !== null && answered?.senderId === userId);
}
