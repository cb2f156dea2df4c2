import { Timer, TimerOff } from 'lucide-react';
import type { ConversationItem, Expiry } from '../../../client/index.ts';
import { spanText } from '../format/span.ts';
import { useLocale, useTranslate, type Translate } from '../i18n/i18n.ts';
import { detailsPath, navigate } from '../navigation.ts';
import { DetailsLine } from './details-line.tsx';

/** How long messages stay, in some words. */
export const valueText = (expiry: Expiry | null | undefined, t: Translate, locale: string): string =>
  expiry ? t(`expiry.value.${expiry.from}`, { time: spanText(expiry.seconds, locale) }) : t('expiry.off');

/** How long messages of the conversation stay, and the way to change that. */
export function ExpiryLine({ conversation: { id, expiry } }: { conversation: ConversationItem }) {
  const t = useTranslate();
  const locale = useLocale();
  return (
    <DetailsLine
      icon={expiry ? <Timer size="1.25rem" /> : <TimerOff size="1.25rem" />}
      label={t('expiry.title')}
      value={valueText(expiry, t, locale)}
      leads
      onClick={() => navigate(detailsPath(id, 'expiry'))}
    />
  );
}
