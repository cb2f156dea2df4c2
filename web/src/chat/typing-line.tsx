import type { ConversationItem } from '../../../client/index.ts';
import { useTyping } from '../../../client/react/index.ts';
import { useTranslate, type Translate } from '../i18n/i18n.ts';
import styles from './typing-line.module.css';

function typingText(names: readonly string[], t: Translate): string {
  const [first, second, third] = names;
  if (first === undefined) return '';
  if (second === undefined) return t('conversation.typingOne', { name: first });
  if (third === undefined) return t('conversation.typingTwo', { first, second });
  return t('conversation.typingMany');
}

/** Who is typing. Its place is always kept, so that nothing moves when someone begins. */
export function TypingLine({ conversation }: { conversation: ConversationItem }) {
  const t = useTranslate();
  const typing = useTyping(conversation.id);
  const names = typing.map(
    (id) => conversation.participants.find((one) => one.id === id)?.name ?? t('conversation.unknownSender'),
  );
  return (
    <p className={styles['line']} aria-live="polite">
      {names.length > 0 && (
        <>
          <span className={styles['dots']} aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <span className={styles['text']}>{typingText(names, t)}</span>
        </>
      )}
    </p>
  );
}
