import { useState } from 'react';
import { KeyRound, Pencil, RefreshCw, Send, Trash2 } from 'lucide-react';
import type { CreatedWebhook, Webhook } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { DetailsLine } from '../details/details-line.tsx';
import { isSignedOut } from '../errors.ts';
import { useNow } from '../format/now.ts';
import { untilTime } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { Trouble } from '../people/search-outcome.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { AfterPatience, Bone } from '../ui/skeleton.tsx';
import { Switch } from '../ui/switch.tsx';
import { showToast } from '../ui/toast.tsx';
import { Deliveries } from './deliveries.tsx';
import { explainIntegrations } from './explain-integrations.ts';
import styles from './integrations.module.css';
import { useDeliveries } from './use-deliveries.ts';
import { eventName } from './webhook-events.ts';
import { WebhookForm } from './webhook-form.tsx';

export interface WebhookDialogProps {
  groupId: string;
  webhook: Webhook;
  onChanged: (webhook: Webhook) => void;
  /** The server may know more of it by now. */
  onRefresh: () => void;
  /** It has another secret, which is shown once. */
  onSecret: (webhook: CreatedWebhook) => void;
  onDeleted: () => void;
  onClose: () => void;
}

const iconSize = '1.25rem';

/** A webhook: where it posts what, how that is going, and what can be done with it. */
export function WebhookDialog(props: WebhookDialogProps) {
  const { groupId, webhook, onChanged, onRefresh, onSecret, onDeleted, onClose } = props;
  const t = useTranslate();
  const locale = useLocale();
  const now = useNow();
  const client = useClient();
  const [step, setStep] = useState<'webhook' | 'edit' | 'rotate' | 'delete'>('webhook');
  /** What was chosen and is on its way to the server. */
  const [turned, setTurned] = useState<boolean>();
  const { deliveries, error, refresh, testing, test } = useDeliveries(groupId, webhook.id, onRefresh);
  const overview = () => setStep('webhook');
  const { id, name, url, events, previousSecretUntil } = webhook;

  function turn(enabled: boolean): void {
    setTurned(enabled);
    client
      .webhooks()
      .then((webhooks) => webhooks.update(groupId, id, { enabled }))
      .then(onChanged, (failure: unknown) => {
        if (!isSignedOut(failure)) showToast(explainIntegrations(failure, t));
      })
      .finally(() => setTurned(undefined));
  }

  if (step === 'edit')
    return (
      <WebhookForm
        groupId={groupId}
        webhook={webhook}
        onSaved={(changed) => {
          onChanged(changed);
          showToast(t('profile.saved'));
          overview();
        }}
        onClose={overview}
      />
    );
  return (
    <>
      <Dialog title={name} onClose={onClose}>
        <div className={styles['body']}>
          <Failing webhook={webhook} busy={turned !== undefined} onTurnOn={() => turn(true)} />
          <Switch
            label={t('webhooks.enabled')}
            hint={t('webhooks.enabledHint')}
            checked={turned ?? webhook.enabled}
            onChange={turn}
          />
          <dl className={styles['facts']}>
            <div>
              <dt className={styles['hint']}>{t('webhooks.url')}</dt>
              <dd className={styles['url']} dir="ltr">
                {url}
              </dd>
            </div>
            <div>
              <dt className={styles['hint']}>{t('webhooks.events')}</dt>
              <dd>{events.map((event) => eventName(event, t)).join(', ')}</dd>
            </div>
          </dl>
          <section className={styles['section']} aria-labelledby="webhook-deliveries">
            <div className={styles['sectionTop']}>
              <h3 id="webhook-deliveries" className={styles['legend']}>
                {t('webhooks.deliveries')}
              </h3>
              <IconButton label={t('webhooks.refresh')} tooltip={false} onClick={refresh}>
                <RefreshCw size="1rem" aria-hidden="true" />
              </IconButton>
              <Button busy={testing} onClick={test}>
                <Send size="1rem" aria-hidden="true" />
                {t('webhooks.test')}
              </Button>
            </div>
            {error !== undefined && <Trouble error={error} onRetry={refresh} />}
            {deliveries === undefined && error === undefined && (
              <AfterPatience>
                <Bone width={14} />
                <Bone width={11} />
              </AfterPatience>
            )}
            {deliveries !== undefined && <Deliveries items={deliveries} />}
          </section>
          <div className={styles['lines']}>
            <DetailsLine
              icon={<Pencil size={iconSize} />}
              label={t('webhooks.edit')}
              onClick={() => setStep('edit')}
            />
            <DetailsLine
              icon={<KeyRound size={iconSize} />}
              label={t('webhooks.rotate')}
              value={
                previousSecretUntil === undefined || Date.parse(previousSecretUntil) <= now
                  ? undefined
                  : t('webhooks.previousUntil', { time: untilTime(previousSecretUntil, now, locale) })
              }
              onClick={() => setStep('rotate')}
            />
            <DetailsLine
              icon={<Trash2 size={iconSize} />}
              label={t('webhooks.delete')}
              danger
              onClick={() => setStep('delete')}
            />
          </div>
        </div>
      </Dialog>
      {step === 'rotate' && (
        <ConfirmDialog
          title={t('webhooks.rotateTitle')}
          text={t('webhooks.rotateText')}
          action={t('webhooks.rotate')}
          confirm={async () => onSecret(await (await client.webhooks()).rotateSecret(groupId, id))}
          onClose={overview}
        />
      )}
      {step === 'delete' && (
        <ConfirmDialog
          title={t('webhooks.deleteTitle', { name })}
          text={t('webhooks.deleteText')}
          action={t('webhooks.delete')}
          danger
          confirm={async () => {
            await (await client.webhooks()).remove(groupId, id);
            showToast(t('webhooks.deleted', { name }));
            onDeleted();
          }}
          onClose={overview}
        />
      )}
    </>
  );
}

interface FailingProps {
  webhook: Webhook;
  busy: boolean;
  onTurnOn: () => void;
}

/** That nothing arrives any more, why, and what to do about it. */
function Failing({ webhook: { enabled, disabledReason, failingSince }, busy, onTurnOn }: FailingProps) {
  const t = useTranslate();
  const locale = useLocale();
  const now = useNow();
  if (!enabled && disabledReason !== undefined)
    return (
      <div className={styles['failing']} role="group" aria-label={t('webhooks.disabled')}>
        <p className={styles['failingTitle']}>{t('webhooks.disabled')}</p>
        <p>{t(disabledReason === 'gone' ? 'webhooks.disabledGone' : 'webhooks.disabledFailing')}</p>
        <Button busy={busy} onClick={onTurnOn}>
          {t('webhooks.turnOn')}
        </Button>
      </div>
    );
  if (!enabled || failingSince === undefined) return null;
  return (
    <div className={styles['failing']}>
      <p className={styles['failingTitle']}>
        {t('webhooks.failing', { time: untilTime(failingSince, now, locale) })}
      </p>
      <p>{t('webhooks.failingText')}</p>
    </div>
  );
}
