import { useCallback } from 'react';
import { ScrollText } from 'lucide-react';
import { mayInGroup } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { MemberBones } from '../details/member-bones.tsx';
import type { StepProps } from '../details/steps.tsx';
import { useTranslate } from '../i18n/i18n.ts';
import { detailsPath, navigate } from '../navigation.ts';
import { Trouble } from '../people/search-outcome.tsx';
import { useLoaded } from '../settings/use-loaded.ts';
import { Button } from '../ui/button.tsx';
import styles from './joining.module.css';
import { Nothing } from './nothing.tsx';
import { hasText, WelcomeTexts } from './welcome-texts.tsx';

/** What members read when they joined; admins come from here to where they write it. */
export function WelcomeStep({ conversation }: StepProps) {
  const t = useTranslate();
  const { groups } = useClient();
  const { id } = conversation;
  const ask = useCallback(() => groups.welcome(id), [groups, id]);
  const { value, error, load } = useLoaded(ask);
  if (value === undefined)
    return error === undefined ? <MemberBones /> : <Trouble error={error} onRetry={load} />;
  const edit = mayInGroup(conversation, 'changeSettings') && (
    <Button onClick={() => navigate(detailsPath(id, 'community'))}>{t('greeting.write')}</Button>
  );
  if (!hasText(value.welcome) && !hasText(value.rules))
    return (
      <Nothing
        icon={<ScrollText size="2rem" />}
        title={t('greeting.noneTitle')}
        text={t('greeting.noneText')}
      >
        {edit}
      </Nothing>
    );
  return (
    <div className={styles['welcome']}>
      <WelcomeTexts {...value} />
      {edit}
    </div>
  );
}
