import { useState } from 'react';
import { Timer } from 'lucide-react';
import { mayInGroup, type Expiry } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { explain, isSignedOut } from '../errors.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { RadioList } from '../ui/radio-list.tsx';
import { showToast } from '../ui/toast.tsx';
import styles from './details.module.css';
import own from './expiry.module.css';
import { ExpiryChoice } from './expiry-choice.tsx';
import { valueText } from './expiry-line.tsx';
import type { StepProps } from './steps.tsx';

const froms = ['sending', 'reading'] as const;

/** How long messages of a conversation stay, and from when that counts; each choice holds at once, for what is sent from then on. */
export function ExpiryStep({ conversation }: StepProps) {
  const t = useTranslate();
  const locale = useLocale();
  const { conversations } = useClient();
  const { id, isGroup } = conversation;
  const [chosen, setChosen] = useState<{ expiry: Expiry | null }>();
  const now = chosen === undefined ? (conversation.expiry ?? null) : chosen.expiry;
  /** Kept while messages do not expire, for the next choice. */
  const [from, setFrom] = useState<Expiry['from']>(now?.from ?? 'sending');
  const may = !isGroup || mayInGroup(conversation, 'changeSettings');

  function choose(expiry: Expiry | null): void {
    setChosen({ expiry });
    conversations
      .setExpiry(id, expiry)
      .catch((error: unknown) => {
        if (!isSignedOut(error)) showToast(explain(error, t));
      })
      .finally(() => setChosen(undefined));
  }

  return (
    <div className={styles['form']}>
      <div className={own['lead']}>
        <span className={own['sign']} aria-hidden="true">
          <Timer size="1.75rem" />
        </span>
        {(may || now !== null) && <p>{t(isGroup ? 'expiry.leadGroup' : 'expiry.lead')}</p>}
        {!may && <p>{t('expiry.adminsOnly', { value: valueText(now, t, locale) })}</p>}
      </div>
      {may && (
        <ExpiryChoice
          label={t('expiry.howLong')}
          seconds={now?.seconds}
          onChange={(seconds) => choose(seconds === undefined ? null : { seconds, from })}
        />
      )}
      {may && now !== null && (
        <RadioList
          label={t('expiry.from')}
          shown
          options={froms.map((value) => ({
            value,
            label: t(`expiry.from.${value}`),
            hint: t(`expiry.from.${value}Hint`),
          }))}
          value={now.from}
          onChange={(value) => {
            setFrom(value);
            choose({ ...now, from: value });
          }}
        />
      )}
    </div>
  );
}
