import { Timer } from 'lucide-react';
import type { Expiry } from '../../../client/index.ts';
import { valueText } from '../details/expiry-line.tsx';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { detailsPath, navigate } from '../navigation.ts';
import { IconButton } from '../ui/button.tsx';
import styles from './composer.module.css';

export interface ExpirySignProps {
  conversationId: string;
  expiry: Expiry;
}

/** Beside what is written: that it will disappear. It leads to where that is set. */
export default function ExpirySign({ conversationId, expiry }: ExpirySignProps) {
  const t = useTranslate();
  const locale = useLocale();
  return (
    <IconButton
      label={t('expiry.sign', { value: valueText(expiry, t, locale) })}
      className={styles['emoji']}
      onClick={() => navigate(detailsPath(conversationId, 'expiry'))}
    >
      <Timer size="1.25rem" />
    </IconButton>
  );
}
