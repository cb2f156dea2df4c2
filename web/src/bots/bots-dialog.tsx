import { useCallback } from 'react';
import { Bot as BotIcon, ChevronRight, Plus } from 'lucide-react';
import { useSearch } from 'wouter/use-browser-location';
import type { Bot, ChatClient } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { DetailsLine } from '../details/details-line.tsx';
import details from '../details/details.module.css';
import { MemberBones } from '../details/member-bones.tsx';
import { useTranslate } from '../i18n/i18n.ts';
import { Nothing } from '../joining/nothing.tsx';
import { goBack, navigate } from '../navigation.ts';
import { Trouble } from '../people/search-outcome.tsx';
import { useLoaded } from '../settings/use-loaded.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { BotStep } from './bot-step.tsx';
import { botPath, botsPath, newBotPath } from './bot-paths.ts';
import styles from './bots.module.css';
import { NewBotStep } from './new-bot-step.tsx';

const allBots = async ({ bots }: ChatClient): Promise<readonly Bot[]> => (await bots.list()).items;
const close = () => goBack('/settings');

/** Settings → Bots: those of the user, and what each of them is. A bot has an address of its own in here. */
export default function BotsDialog() {
  const client = useClient();
  const ask = useCallback(() => allBots(client), [client]);
  const loaded = useLoaded(ask);
  const { value: bots, setValue } = loaded;
  const asked = new URLSearchParams(useSearch());
  const id = asked.get('bot');
  if (asked.has('new'))
    return (
      <NewBotStep
        onMade={(bot) => {
          setValue((before) => [bot, ...(before ?? [])]);
          navigate(botPath(bot.id), { replace: true });
        }}
      />
    );
  if (id === null) return <BotList {...loaded} bots={bots} />;
  return (
    <BotStep
      key={id}
      id={id}
      bot={bots?.find((one) => one.id === id)}
      missing={bots?.every((one) => one.id !== id) ?? false}
      error={loaded.error}
      onLoad={loaded.load}
      onChanged={(bot) => setValue((before) => before?.map((one) => (one.id === id ? bot : one)))}
      onDeleted={() => {
        setValue((before) => before?.filter((one) => one.id !== id));
        goBack(botsPath);
      }}
    />
  );
}

interface BotListProps {
  bots: readonly Bot[] | undefined;
  error: unknown;
  load: () => void;
}

function BotList({ bots, error, load }: BotListProps) {
  const t = useTranslate();
  return (
    <Dialog title={t('bots.title')} back onClose={close}>
      <div className={styles['list']} aria-busy={bots === undefined && error === undefined}>
        <p className={details['stepHint']}>{t('bots.hint')}</p>
        <div className={details['lines']} data-inner="true">
          <DetailsLine
            icon={<Plus size="1.25rem" />}
            label={t('bots.new')}
            onClick={() => navigate(newBotPath)}
          />
        </div>
        {bots === undefined &&
          (error === undefined ? <MemberBones /> : <Trouble error={error} onRetry={load} />)}
        {bots?.length === 0 && (
          <Nothing icon={<BotIcon size="2rem" />} title={t('bots.none')} text={t('bots.noneText')} />
        )}
        <ul className={details['members']}>
          {bots?.map((bot) => (
            <li key={bot.id}>
              <button type="button" className={details['member']} onClick={() => navigate(botPath(bot.id))}>
                <Avatar id={bot.id} name={bot.name} avatar={bot.avatar} size={40} />
                <span className={details['memberNames']}>
                  <span className={details['memberName']}>
                    <bdi className={details['memberText']}>{bot.name}</bdi>
                  </span>
                  <span className={details['memberDetail']}>
                    <bdi>@{bot.username}</bdi>
                    {bot.suspended && ` · ${t('bots.suspended')}`}
                  </span>
                </span>
                <ChevronRight className={details['chevron']} size="1.125rem" aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}
