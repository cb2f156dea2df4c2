import type { ConversationItem, Message } from '../../../client/index.ts';
import { fullTime } from '../format/time.ts';
import { useLocale } from '../i18n/i18n.ts';
import styles from './message-line.module.css';
import { useSystemParts } from './use-system-parts.ts';

export interface SystemLineProps {
  message: Message;
  conversation: ConversationItem;
}

/** What happened in a group, between the messages. */
export function SystemLine({ message, conversation }: SystemLineProps) {
  const locale = useLocale();
  const parts = useSystemParts(conversation, message) ?? [{ text: message.text, isName: false }];
  const { createdAt } = message;
  return (
    <p
      className={styles['system']}
      onPointerEnter={({ currentTarget }) => (currentTarget.title = fullTime(createdAt, locale))}
    >
      <span dir="auto">
        {parts.map(({ text, isName }, index) =>
          isName ? (
            <b key={index} className={styles['systemName']}>
              <bdi>{text}</bdi>
            </b>
          ) : (
            text
          ),
        )}
      </span>
    </p>
  );
}
