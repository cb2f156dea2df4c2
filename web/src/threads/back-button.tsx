import { CornerUpLeft } from 'lucide-react';
import { useTranslate } from '../i18n/i18n.ts';
import styles from './back-button.module.css';
import { jumpBack, useReturn } from './returns.ts';

/** After a jump to a quoted message: back to the reply from which the user came. */
export default function BackButton({ conversationId }: { conversationId: string }) {
  const t = useTranslate();
  const from = useReturn(conversationId);
  if (from === undefined) return null;
  return (
    <button type="button" className={styles['button']} onClick={() => jumpBack(conversationId)}>
      <CornerUpLeft size="1.125rem" aria-hidden="true" className={styles['icon']} />
      {t('return.back')}
    </button>
  );
}
