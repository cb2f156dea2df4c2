import { useState } from 'react';
import { MessageCircle, Pencil, Plus, Trash2, UserPlus } from 'lucide-react';
import type { Bot, BotToken, NewBotToken } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { DetailsLine } from '../details/details-line.tsx';
import { LinkedText } from '../format/links.tsx';
import { useTranslate } from '../i18n/i18n.ts';
import { Command, ShownOnce } from '../integrations/shown-once.tsx';
import styles from '../integrations/integrations.module.css';
import { conversationPath, goBack, navigate } from '../navigation.ts';
import { Trouble } from '../people/search-outcome.tsx';
import { useDirectChats } from '../people/use-direct-chats.ts';
import { useOpenDirect } from '../people/use-open-direct.ts';
import { Avatar } from '../ui/avatar.tsx';
import { BotMark } from '../ui/bot-mark.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { AfterPatience, Bone } from '../ui/skeleton.tsx';
import { showToast } from '../ui/toast.tsx';
import { AddToGroupDialog } from './add-to-group-dialog.tsx';
import { botsPath } from './bot-paths.ts';
import { EditBotStep } from './edit-bot-step.tsx';
import { NewTokenStep } from './new-token-step.tsx';
import { TokenList } from './token-list.tsx';
import { tryCommand } from './try-command.ts';
import { useTokens } from './use-tokens.ts';

export interface BotStepProps {
  id: string;
  /** `undefined` until it is there. */
  bot: Bot | undefined;
  /** Whether it is none of the user's. */
  missing: boolean;
  /** Why it could not be loaded. */
  error: unknown;
  onLoad: () => void;
  onChanged: (bot: Bot) => void;
  onDeleted: () => void;
}

const close = () => goBack(botsPath);

/** One bot of the user: what it looks like, its tokens, and what can be done with it. */
export function BotStep({ bot, missing, error, onLoad, ...rest }: BotStepProps) {
  const t = useTranslate();
  if (bot !== undefined) return <KnownBot bot={bot} {...rest} />;
  return (
    <Dialog title={t('bots.one')} back onClose={close}>
      <div className={styles['body']} aria-busy={error === undefined && !missing}>
        {missing ? (
          <p className={styles['text']} role="alert">
            {t('bots.gone')}
          </p>
        ) : error === undefined ? (
          <AfterPatience>
            <Bone width={4.5} height={4.5} round />
            <Bone width={12} />
            <Bone width={16} />
          </AfterPatience>
        ) : (
          <Trouble error={error} onRetry={onLoad} />
        )}
      </div>
    </Dialog>
  );
}

type Step =
  | { is: 'bot' | 'edit' | 'token' | 'group' | 'delete' }
  | { is: 'made'; token: NewBotToken }
  | { is: 'revoke'; token: BotToken };

const iconSize = '1.25rem';

function KnownBot({
  bot,
  onChanged,
  onDeleted,
}: Pick<BotStepProps, 'onChanged' | 'onDeleted'> & { bot: Bot }) {
  const t = useTranslate();
  const { bots } = useClient();
  const tokens = useTokens(bot.id);
  const [step, setStep] = useState<Step>({ is: 'bot' });
  const chats = useDirectChats();
  const chat = useOpenDirect((chatId) => navigate(conversationPath(chatId)));
  const overview = () => setStep({ is: 'bot' });
  const { id, name, username, about } = bot;

  if (step.is === 'edit')
    return (
      <EditBotStep
        bot={bot}
        onSaved={(changed) => {
          onChanged(changed);
          overview();
        }}
        onCancel={overview}
      />
    );
  if (step.is === 'token')
    return (
      <NewTokenStep
        botId={id}
        onMade={(token) => {
          tokens.added(token);
          setStep({ is: 'made', token });
        }}
        onCancel={overview}
      />
    );
  if (step.is === 'made')
    return (
      <ShownOnce
        title={t('bots.tokenMade')}
        text={t('bots.tokenText')}
        secret={step.token.token}
        copy={t('bots.copyToken')}
        warning={t('bots.tokenWarning')}
        onDone={overview}
      >
        <Command label={t('bots.try')} text={tryCommand(location.origin, step.token.token)} />
      </ShownOnce>
    );
  return (
    <>
      <Dialog title={t('bots.one')} back onClose={close}>
        <div className={styles['body']}>
          <div className={styles['head']}>
            <Avatar id={id} name={name} avatar={bot.avatar} size={96} />
            <div className={styles['who']}>
              <h3 className={styles['name']} dir="auto">
                {name} <BotMark of={{ bot: true }} />
              </h3>
              <p className={styles['text']}>
                <bdi>@{username}</bdi>
              </p>
              {about.trim() !== '' && (
                <p className={styles['about']} dir="auto">
                  <LinkedText text={about} />
                </p>
              )}
            </div>
          </div>
          {bot.suspended && <p className={styles['notice']}>{t('bots.suspendedText')}</p>}
          {chat.error !== undefined && <Trouble error={chat.error} />}
          <div className={styles['lines']}>
            <DetailsLine
              icon={<Pencil size={iconSize} />}
              label={t('bots.edit')}
              onClick={() => setStep({ is: 'edit' })}
            />
            <DetailsLine
              icon={<MessageCircle size={iconSize} />}
              label={t('bots.write')}
              onClick={() => chat.open(username, chats.get(id)?.conversationId)}
            />
            <DetailsLine
              icon={<UserPlus size={iconSize} />}
              label={t('bot.addToGroup')}
              onClick={() => setStep({ is: 'group' })}
            />
          </div>
          <section className={styles['section']} aria-labelledby="bot-tokens">
            <h3 id="bot-tokens" className={styles['legend']}>
              {t('bots.tokens')}
            </h3>
            <p className={styles['hint']}>{t('bots.tokensHint')}</p>
            <div className={styles['lines']}>
              <DetailsLine
                icon={<Plus size={iconSize} />}
                label={t('bots.newToken')}
                onClick={() => setStep({ is: 'token' })}
              />
            </div>
            {tokens.value === undefined ? (
              tokens.error === undefined ? (
                <AfterPatience>
                  <Bone width={12} />
                  <Bone width={16} />
                </AfterPatience>
              ) : (
                <Trouble error={tokens.error} onRetry={tokens.load} />
              )
            ) : (
              <TokenList tokens={tokens.value} onRevoke={(token) => setStep({ is: 'revoke', token })} />
            )}
          </section>
          <section className={styles['section']} aria-labelledby="bot-use">
            <h3 id="bot-use" className={styles['legend']}>
              {t('bots.use')}
            </h3>
            <p className={styles['hint']}>{t('bots.useText')}</p>
            <Command label={t('bots.useCommand')} text={tryCommand(location.origin, '$CHATFLOW_TOKEN')} />
          </section>
          <div className={styles['lines']}>
            <DetailsLine
              icon={<Trash2 size={iconSize} />}
              label={t('bots.delete')}
              danger
              onClick={() => setStep({ is: 'delete' })}
            />
          </div>
        </div>
      </Dialog>
      {step.is === 'group' && <AddToGroupDialog bot={bot} onClose={overview} />}
      {step.is === 'revoke' && (
        <ConfirmDialog
          title={t('bots.revokeTitle', { name: step.token.name })}
          text={t('bots.revokeText')}
          action={t('bots.revoke')}
          danger
          confirm={async () => {
            await tokens.revoke(step.token.id);
            showToast(t('bots.revoked', { name: step.token.name }));
          }}
          onClose={overview}
        />
      )}
      {step.is === 'delete' && (
        <ConfirmDialog
          title={t('bots.deleteTitle', { name })}
          text={t('bots.deleteText')}
          action={t('bots.delete')}
          danger
          confirm={async () => {
            await bots.remove(id);
            showToast(t('bots.deleted', { name }));
            onDeleted();
          }}
          onClose={overview}
        />
      )}
    </>
  );
}
