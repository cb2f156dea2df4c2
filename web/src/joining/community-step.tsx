import { useCallback, useState, type SubmitEvent } from 'react';
import type { GroupWelcome, UpdateGroupRequest } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import details from '../details/details.module.css';
import { MemberBones } from '../details/member-bones.tsx';
import type { StepProps } from '../details/steps.tsx';
import { explain, isSignedOut } from '../errors.ts';
import { Problem } from '../getting-in/frame.tsx';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { Trouble } from '../people/search-outcome.tsx';
import { useLoaded } from '../settings/use-loaded.ts';
import { Button } from '../ui/button.tsx';
import { TextArea } from '../ui/field.tsx';
import { RadioList } from '../ui/radio-list.tsx';
import { Select } from '../ui/select.tsx';
import { showToast } from '../ui/toast.tsx';
import { languagesIn } from './language-name.ts';
import { TopicPicker } from './topic-picker.tsx';

const longestWelcome = 2_000;
const longestRules = 4_000;
const mostTopics = 5;
const visibilities = ['private', 'public'] as const;
const ways = ['open', 'request'] as const;

/** Who finds the group, how people join, and what they read when they do. */
export function CommunityStep(props: StepProps) {
  const { id } = props.conversation;
  const { groups } = useClient();
  const ask = useCallback(() => groups.welcome(id), [groups, id]);
  const { value, error, load } = useLoaded(ask);
  if (value !== undefined) return <Form {...props} texts={value} />;
  return error === undefined ? <MemberBones /> : <Trouble error={error} onRetry={load} />;
}

type Edits = Pick<UpdateGroupRequest, 'visibility' | 'joining' | 'topics' | 'language' | 'welcome' | 'rules'>;

const overBy = (text: string, most: number) => [...text].length - most;
/** Nothing but space is no text. */
const textOrNull = (text: string) => (text.trim() === '' ? null : text);

function Form({ conversation, onDone, texts }: StepProps & { texts: GroupWelcome }) {
  const t = useTranslate();
  const locale = useLocale();
  const { groups } = useClient();
  const [edits, setEdits] = useState<Edits>({});
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const { id, community } = conversation;
  const edit = (change: Edits) => setEdits((last) => ({ ...last, ...change }));
  const visibility = edits.visibility ?? community?.visibility ?? 'private';
  const topics = edits.topics ?? community?.topics ?? [];
  const language = edits.language === undefined ? (community?.language ?? null) : edits.language;
  const welcome = edits.welcome ?? texts.welcome ?? '';
  const rules = edits.rules ?? texts.rules ?? '';
  const tooLong = (text: string, most: number) => {
    const over = overBy(text, most);
    return over > 0 ? t('composer.tooLong', { over }) : undefined;
  };
  const welcomeError = tooLong(welcome, longestWelcome);
  const rulesError = tooLong(rules, longestRules);

  async function save(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    const changes: UpdateGroupRequest = {
      ...edits,
      ...(edits.welcome !== undefined && { welcome: textOrNull(welcome) }),
      ...(edits.rules !== undefined && { rules: textOrNull(rules) }),
    };
    try {
      if (Object.keys(changes).length > 0) {
        await groups.update(id, changes);
        showToast(t('profile.saved'));
      }
      onDone();
    } catch (error) {
      if (!isSignedOut(error)) setProblem(explain(error, t));
      setBusy(false);
    }
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (!busy && welcomeError === undefined && rulesError === undefined) void save();
  }

  return (
    <form className={details['form']} noValidate onSubmit={submit}>
      <RadioList
        label={t('community.visibility')}
        shown
        options={visibilities.map((value) => ({
          value,
          label: t(`community.${value}`),
          hint: t(`community.${value}Hint`),
        }))}
        value={visibility}
        onChange={(value) => edit({ visibility: value })}
      />
      {visibility === 'public' && (
        <RadioList
          label={t('community.joining')}
          shown
          options={ways.map((value) => ({
            value,
            label: t(`community.${value}`),
            hint: t(`community.${value}Hint`),
          }))}
          value={edits.joining ?? community?.joining ?? 'open'}
          onChange={(value) => edit({ joining: value })}
        />
      )}
      {visibility === 'public' && (
        <TopicPicker
          label={t('community.topics')}
          hint={t('community.topicsHint', { most: mostTopics })}
          chosen={topics}
          most={mostTopics}
          onChange={(value) => edit({ topics: value })}
        />
      )}
      {visibility === 'public' && (
        <Select
          label={t('community.language')}
          options={[{ value: '', label: t('community.noLanguage') }, ...languagesIn(locale, language)]}
          value={language ?? ''}
          onChange={(value) => edit({ language: value === '' ? null : value })}
        />
      )}
      <TextArea
        label={t('community.welcome')}
        hint={t('community.welcomeHint')}
        error={welcomeError}
        rows={4}
        dir="auto"
        value={welcome}
        onChange={({ target }) => edit({ welcome: target.value })}
      />
      <TextArea
        label={t('community.rules')}
        hint={t('community.rulesHint')}
        error={rulesError}
        rows={6}
        dir="auto"
        value={rules}
        onChange={({ target }) => edit({ rules: target.value })}
      />
      <div className={details['formFooter']}>
        <Problem>{problem}</Problem>
        <Button kind="primary" type="submit" wide busy={busy}>
          {t('dialog.save')}
        </Button>
      </div>
    </form>
  );
}
