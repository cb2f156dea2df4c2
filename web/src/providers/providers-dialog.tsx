import { useState } from 'react';
import { Link2 } from 'lucide-react';
import type { Identity, Provider } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { explain } from '../errors.ts';
import { useNow } from '../format/now.ts';
import { lastUsed, longDate } from '../format/time.ts';
import { Problem } from '../getting-in/frame.tsx';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { goBack } from '../navigation.ts';
import { ProofForm } from '../second-factor/proof-form.tsx';
import styles from '../second-factor/second-factor.module.css';
import { useSecondFactor } from '../second-factor/use-second-factor.ts';
import { AccountLine } from '../settings/account-line.tsx';
import account from '../settings/account.module.css';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { AfterPatience, Bone } from '../ui/skeleton.tsx';
import { showToast } from '../ui/toast.tsx';
import { goToProvider } from './begun.ts';
import { useIdentities } from './use-identities.ts';
import { useProviders } from './use-providers.ts';

type Step = { is: 'list' } | { is: 'connect'; provider: Provider } | { is: 'disconnect'; identity: Identity };

const close = () => goBack('/settings');

/** Settings → Security → Connected accounts: those at providers that sign in to this one. */
export function ProvidersDialog() {
  const t = useTranslate();
  const { providers: calls } = useClient();
  const { factor } = useSecondFactor();
  const { identities, error, load, disconnect } = useIdentities();
  const providers = useProviders();
  const [step, setStep] = useState<Step>({ is: 'list' });
  const list = () => setStep({ is: 'list' });
  const takesCode = factor?.on === true;
  const title =
    step.is === 'list'
      ? t('provider.title')
      : step.is === 'connect'
        ? t('provider.connect', { provider: step.provider.name })
        : t('provider.disconnectTitle', { provider: step.identity.name });
  return (
    <Dialog key={step.is} title={title} onClose={step.is === 'list' ? close : list}>
      {step.is === 'list' && (
        <div className={styles['form']}>
          <div className={styles['body']} aria-busy={identities === undefined && error === undefined}>
            <p className={styles['text']}>{t('provider.text')}</p>
            {identities === undefined && error === undefined && (
              <AfterPatience>
                <Bone width={12} />
                <Bone width={16} />
              </AfterPatience>
            )}
            {identities === undefined && error !== undefined && (
              <>
                <Problem>{explain(error, t)}</Problem>
                <Button onClick={load}>{t('dialog.tryAgain')}</Button>
              </>
            )}
            {identities !== undefined && identities.length > 0 && (
              <ul className={account['devices']} aria-label={t('provider.title')}>
                {identities.map((identity) => (
                  <Line
                    key={identity.id}
                    identity={identity}
                    onRemove={() => setStep({ is: 'disconnect', identity })}
                  />
                ))}
              </ul>
            )}
          </div>
          {providers.length > 0 && (
            <footer className={styles['actions']}>
              {providers.map((provider) => (
                <Button key={provider.id} onClick={() => setStep({ is: 'connect', provider })}>
                  {t('provider.connect', { provider: provider.name })}
                </Button>
              ))}
            </footer>
          )}
        </div>
      )}
      {step.is === 'connect' && (
        <ProofForm
          text={t('provider.proofConnect', { provider: step.provider.name })}
          submit={t('security.continue')}
          takesCode={takesCode}
          onProof={async (proof) => {
            const { id, name } = step.provider;
            goToProvider(await calls.beginConnecting(id, proof), { provider: id, name, to: 'connect' });
          }}
          onCancel={list}
        />
      )}
      {step.is === 'disconnect' && (
        <ProofForm
          text={t('provider.proofDisconnect', { provider: step.identity.name })}
          submit={t('provider.disconnect')}
          danger
          takesCode={takesCode}
          onProof={async (proof) => {
            await disconnect(step.identity.id, proof);
            showToast(t('provider.disconnected', { provider: step.identity.name }));
            list();
          }}
          onCancel={list}
        />
      )}
    </Dialog>
  );
}

function Line({ identity, onRemove }: { identity: Identity; onRemove: () => void }) {
  const t = useTranslate();
  const locale = useLocale();
  const now = useNow();
  const { name, createdAt, lastUsedAt } = identity;
  return (
    <AccountLine
      icon={<Link2 size="1.25rem" />}
      name={name}
      notes={[
        t('provider.connectedOn', { day: longDate(createdAt, locale) }),
        lastUsedAt === null ? t('passkeys.unused') : lastUsed(lastUsedAt, now, locale, t),
      ]}
      action={t('provider.disconnect')}
      actionLabel={t('provider.disconnectLabel', { provider: name })}
      onAction={onRemove}
    />
  );
}
