import { useCallback, useState } from 'react';
import { ArrowUpFromLine, ChevronRight, Plus } from 'lucide-react';
import { mayInGroup, type ChatClient, type Hook, type Webhook } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { DetailsLine } from '../details/details-line.tsx';
import details from '../details/details.module.css';
import { MemberBones } from '../details/member-bones.tsx';
import type { StepProps } from '../details/steps.tsx';
import { useNow } from '../format/now.ts';
import { longDate } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import joining from '../joining/joining.module.css';
import { Trouble } from '../people/search-outcome.tsx';
import { useLoaded } from '../settings/use-loaded.ts';
import { Avatar } from '../ui/avatar.tsx';
import { classNames } from '../ui/class-names.ts';
import { HookDialog } from './hook-dialog.tsx';
import { HookForm } from './hook-form.tsx';
import { HookAddress, WebhookSecret } from './secrets.tsx';
import styles from './integrations.module.css';
import { WebhookDialog } from './webhook-dialog.tsx';
import { WebhookForm } from './webhook-form.tsx';
import { hostOf, stateOf } from './webhook-state.ts';

interface Integrations {
  webhooks: readonly Webhook[];
  hooks: readonly Hook[];
}

async function allOf(client: ChatClient, groupId: string): Promise<Integrations> {
  const calls = await client.webhooks();
  const [webhooks, hooks] = await Promise.all([calls.list(groupId), calls.hooks(groupId)]);
  return { webhooks, hooks };
}

/** What is open above the lists. */
type Open =
  | { is: 'new webhook' | 'new hook' }
  | { is: 'webhook' | 'hook'; id: string }
  | { is: 'secret'; secret: string; webhook: Webhook }
  | { is: 'address'; url: string };

/** What is shown once, and to whom where: it stays when the details change their place, as where a window gets narrower. */
let once: { ownId: string; groupId: string; open: Open } | undefined;

const openOnce = (ownId: string, groupId: string): Open | undefined =>
  once?.groupId === groupId && once.ownId === ownId ? once.open : undefined;

function keepOnce(ownId: string, groupId: string, open: Open | undefined): void {
  once = open?.is === 'secret' || open?.is === 'address' ? { ownId, groupId, open } : undefined;
}

/** The list with one more, with another one in the place of one, or without one. */
const replaced = <T extends { id: string }>(all: readonly T[], one: T): readonly T[] =>
  all.some(({ id }) => id === one.id) ? all.map((old) => (old.id === one.id ? one : old)) : [...all, one];
const without = <T extends { id: string }>(all: readonly T[], id: string): readonly T[] =>
  all.filter((one) => one.id !== id);

/** What connects a group with programs: where its events are posted to, and what posts to it. For its admins. */
export function IntegrationsStep({ conversation, ownId }: StepProps) {
  const t = useTranslate();
  if (mayInGroup(conversation, 'manageWebhooks')) return <Lists conversation={conversation} ownId={ownId} />;
  return <p className={details['note']}>{t('error.forbidden')}</p>;
}

function Lists({ conversation: { id: groupId, name }, ownId }: Omit<StepProps, 'onDone'>) {
  const t = useTranslate();
  const client = useClient();
  const ask = useCallback(() => allOf(client, groupId), [client, groupId]);
  const { value, setValue, error, load } = useLoaded(ask);
  const [open, setShown] = useState(() => openOnce(ownId, groupId));
  const setOpen = (next: Open | undefined) => {
    keepOnce(ownId, groupId, next);
    setShown(next);
  };
  const close = () => setOpen(undefined);
  const change = (to: (before: Integrations) => Partial<Integrations>) =>
    setValue((before) => before && { ...before, ...to(before) });
  const keepWebhook = (webhook: Webhook) =>
    change(({ webhooks }) => ({ webhooks: replaced(webhooks, webhook) }));
  const keepHook = (hook: Hook) => change(({ hooks }) => ({ hooks: replaced(hooks, hook) }));
  const shownWebhook = open?.is === 'webhook' && value?.webhooks.find(({ id }) => id === open.id);
  const shownHook = open?.is === 'hook' && value?.hooks.find(({ id }) => id === open.id);

  return (
    <>
      <section aria-labelledby="outgoing">
        <h3 id="outgoing" className={styles['partTitle']}>
          {t('webhooks.title')}
        </h3>
        <p className={details['stepHint']}>{t('webhooks.hint')}</p>
        {value !== undefined && (
          <>
            <ul className={details['members']}>
              {value.webhooks.map((webhook) => (
                <li key={webhook.id}>
                  <WebhookRow webhook={webhook} onOpen={() => setOpen({ is: 'webhook', id: webhook.id })} />
                </li>
              ))}
            </ul>
            <div className={details['lines']} data-inner="true">
              <DetailsLine
                icon={<Plus size="1.25rem" />}
                label={t('webhooks.new')}
                onClick={() => setOpen({ is: 'new webhook' })}
              />
            </div>
          </>
        )}
        {value === undefined && error === undefined && <MemberBones />}
        {value === undefined && error !== undefined && <Trouble error={error} onRetry={load} />}
      </section>
      <section className={styles['part']} aria-labelledby="incoming">
        <h3 id="incoming" className={styles['partTitle']}>
          {t('hooks.title')}
        </h3>
        <p className={details['stepHint']}>{t('hooks.hint')}</p>
        {value !== undefined && (
          <>
            <ul className={details['members']}>
              {value.hooks.map((hook) => (
                <li key={hook.id}>
                  <HookRow hook={hook} onOpen={() => setOpen({ is: 'hook', id: hook.id })} />
                </li>
              ))}
            </ul>
            <div className={details['lines']} data-inner="true">
              <DetailsLine
                icon={<Plus size="1.25rem" />}
                label={t('hooks.new')}
                onClick={() => setOpen({ is: 'new hook' })}
              />
            </div>
          </>
        )}
        {value === undefined && error === undefined && <MemberBones />}
      </section>
      {open?.is === 'new webhook' && (
        <WebhookForm
          groupId={groupId}
          onMade={({ secret, ...webhook }) => {
            keepWebhook(webhook);
            setOpen({ is: 'secret', secret, webhook });
          }}
          onClose={close}
        />
      )}
      {shownWebhook && (
        <WebhookDialog
          groupId={groupId}
          webhook={shownWebhook}
          onChanged={keepWebhook}
          onRefresh={load}
          onSecret={({ secret, ...webhook }) => {
            keepWebhook(webhook);
            setOpen({ is: 'secret', secret, webhook });
          }}
          onDeleted={() => {
            change(({ webhooks }) => ({ webhooks: without(webhooks, shownWebhook.id) }));
            close();
          }}
          onClose={close}
        />
      )}
      {open?.is === 'secret' && (
        <WebhookSecret secret={open.secret} onDone={() => setOpen({ is: 'webhook', id: open.webhook.id })} />
      )}
      {open?.is === 'new hook' && (
        <HookForm
          groupId={groupId}
          onMade={({ url, ...hook }) => {
            keepHook(hook);
            setOpen({ is: 'address', url });
          }}
          onClose={close}
        />
      )}
      {shownHook && (
        <HookDialog
          groupId={groupId}
          groupName={name ?? ''}
          hook={shownHook}
          onChanged={keepHook}
          onAddress={({ url, ...hook }) => {
            keepHook(hook);
            setOpen({ is: 'address', url });
          }}
          onDeleted={() => {
            change(({ hooks }) => ({ hooks: without(hooks, shownHook.id) }));
            close();
          }}
          onClose={close}
        />
      )}
      {open?.is === 'address' && <HookAddress url={open.url} onDone={close} />}
    </>
  );
}

function WebhookRow({ webhook, onOpen }: { webhook: Webhook; onOpen: () => void }) {
  const t = useTranslate();
  const locale = useLocale();
  const now = useNow();
  const { text, trouble } = stateOf(webhook, now, locale, t);
  return (
    <button type="button" className={details['member']} onClick={onOpen}>
      <span className={joining['roundIcon']} aria-hidden="true">
        <ArrowUpFromLine size="1.125rem" />
      </span>
      <span className={details['memberNames']}>
        <span className={details['memberName']}>
          <bdi className={details['memberText']}>{webhook.name}</bdi>
        </span>
        <bdi className={details['memberDetail']}>{hostOf(webhook.url)}</bdi>
        <span className={classNames(styles['state'], trouble && styles['trouble'])}>{text}</span>
      </span>
      <ChevronRight className={details['chevron']} size="1.125rem" aria-hidden="true" />
    </button>
  );
}

function HookRow({ hook, onOpen }: { hook: Hook; onOpen: () => void }) {
  const t = useTranslate();
  const locale = useLocale();
  return (
    <button type="button" className={details['member']} onClick={onOpen}>
      <Avatar id={hook.userId} name={hook.name} avatar={hook.avatar} size={40} />
      <span className={details['memberNames']}>
        <span className={details['memberName']}>
          <bdi className={details['memberText']}>{hook.name}</bdi>
        </span>
        <span className={details['memberDetail']}>
          {t('hooks.since', { day: longDate(hook.createdAt, locale) })}
        </span>
      </span>
      <ChevronRight className={details['chevron']} size="1.125rem" aria-hidden="true" />
    </button>
  );
}
