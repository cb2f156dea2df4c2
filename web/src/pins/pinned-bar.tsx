import { List, Pin } from 'lucide-react';
import { useState } from 'react';
import type { ConversationItem, Message } from '../../../client/index.ts';
import { useSender } from '../chat/sender.ts';
import { wantMessage } from '../chat/wanted-message.ts';
import ContentIcon from '../contents/content-icon.tsx';
import { firstLine } from '../contents/model.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { summaryText } from '../media/summary.ts';
import { IconButton } from '../ui/button.tsx';
import styles from './pins.module.css';
import { PinsDialog } from './pins-dialog.tsx';
import { usePins } from './use-pins.ts';

/** Marks beside the text: more of them would be thinner than a line. */
const mostMarks = 4;

/** The pinned messages of a conversation above its list: a click shows one, and the next click the one pinned before it. */
export default function PinnedBar({ conversation }: { conversation: ConversationItem }) {
  const t = useTranslate();
  const pins = usePins(conversation.id);
  const [turn, setTurn] = useState(0);
  const [listed, setListed] = useState(false);
  const count = pins?.length ?? 0;
  const index = count === 0 ? 0 : turn % count;
  const shown = pins?.[index];
  if (pins === undefined || shown === undefined) return null;
  return (
    <>
      <button
        type="button"
        className={styles['open']}
        onClick={() => {
          wantMessage(conversation.id, shown.seq);
          setTurn(index + 1);
        }}
      >
        <Marks count={count} index={index} />
        <span className={styles['texts']}>
          <span className={styles['label']}>
            {count === 1 ? t('pins.one') : t('pins.numbered', { number: count - index, count })}
          </span>
          <PinnedText message={shown} conversation={conversation} />
        </span>
      </button>
      <IconButton label={t('pins.all')} onClick={() => setListed(true)}>
        {count === 1 ? <Pin size="1.125rem" /> : <List size="1.25rem" />}
      </IconButton>
      {listed && <PinsDialog conversation={conversation} pins={pins} onClose={() => setListed(false)} />}
    </>
  );
}

/** Which of the pinned messages is shown: the latest stands lowest. */
function Marks({ count, index }: { count: number; index: number }) {
  const marks = Math.min(count, mostMarks);
  const active = marks - 1 - Math.min(index, marks - 1);
  return (
    <span className={styles['marks']} aria-hidden="true">
      {Array.from({ length: marks }, (_, place) => (
        <span key={place} data-active={place === active} />
      ))}
    </span>
  );
}

interface PinnedTextProps {
  message: Message;
  conversation: ConversationItem;
}

/** Who wrote it in a group, and how it begins. */
export function PinnedText({ message, conversation }: PinnedTextProps) {
  const t = useTranslate();
  const sender = useSender(conversation, message.senderId);
  const { kind, text, attachments } = message;
  const says =
    text === ''
      ? summaryText(attachments, attachments.length, t)
      : (kind === 'text' ? text : firstLine(text)).slice(0, 200);
  return (
    <span className={styles['text']} dir="auto">
      {conversation.isGroup && sender !== undefined && <bdi>{sender.name}: </bdi>}
      {kind !== 'text' && <ContentIcon kind={kind} className={styles['icon']} />}
      {says}
    </span>
  );
}
