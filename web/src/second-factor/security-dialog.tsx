import { useState } from 'react';
import { ShieldCheck, ShieldOff } from 'lucide-react';
import type { AuthenticatorSetup, ProofRequest, SecondFactor } from '../../../client/index.ts';
import { useAccount, useClient } from '../../../client/react/index.ts';
import { explain } from '../errors.ts';
import { longDate } from '../format/time.ts';
import { Problem } from '../getting-in/frame.tsx';
import { useLocale, useTranslate, type MessageKey } from '../i18n/i18n.ts';
import { goBack } from '../navigation.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { Dialog } from '../ui/dialog.tsx';
import { AfterPatience, Bone } from '../ui/skeleton.tsx';
import { showToast } from '../ui/toast.tsx';
import { AppSetup } from './app-setup.tsx';
import { ProofForm } from './proof-form.tsx';
import { RecoveryCodeList } from './recovery-codes.tsx';
import styles from './second-factor.module.css';
import { useSecondFactor } from './use-second-factor.ts';

type Change = 'set up' | 'renew' | 'turn off';
type Step =
  | { is: 'overview' }
  | { is: 'proof'; of: Change }
  | { is: 'app'; setup: AuthenticatorSetup }
  | { is: 'codes'; codes: readonly string[] };

const close = () => goBack('/settings');

const proofs: Record<Change, { text: MessageKey; submit: MessageKey }> = {
  'set up': { text: 'security.proofSetUp', submit: 'security.continue' },
  renew: { text: 'security.proofRenew', submit: 'security.renew' },
  'turn off': { text: 'security.proofOff', submit: 'security.turnOff' },
};

const titles: Record<Step['is'], MessageKey> = {
  overview: 'security.title',
  proof: 'security.confirm',
  app: 'security.appTitle',
  codes: 'security.codes',
};

/** Settings → Security: turns the second factor on and off, and shows recovery codes once. */
export function SecurityDialog() {
  const t = useTranslate();
  const client = useClient();
  const { factor, error, load } = useSecondFactor();
  const [step, setStep] = useState<Step>({ is: 'overview' });
  const overview = () => setStep({ is: 'overview' });

  async function change(of: Change, proof: ProofRequest): Promise<void> {
    const calls = client.secondFactor;
    if (of === 'set up') {
      setStep({ is: 'app', setup: await calls.setUp(proof) });
    } else if (of === 'renew') {
      setStep({ is: 'codes', codes: (await calls.renewRecoveryCodes(proof)).recoveryCodes });
    } else {
      await calls.turnOff(proof);
      showToast(t('security.nowOff'));
      overview();
    }
    load();
  }

  return (
    <Dialog
      key={step.is}
      title={t(step.is === 'proof' && step.of === 'turn off' ? 'security.turnOffTitle' : titles[step.is])}
      // codes that are shown once do not go by a click beside them
      bare={step.is === 'codes'}
      onClose={step.is === 'overview' ? close : step.is === 'codes' ? () => undefined : overview}
    >
      {step.is === 'overview' && (
        <Overview factor={factor} error={error} load={load} begin={(of) => setStep({ is: 'proof', of })} />
      )}
      {step.is === 'proof' && (
        <ProofForm
          text={t(proofs[step.of].text)}
          submit={t(proofs[step.of].submit)}
          danger={step.of === 'turn off'}
          takesCode={factor?.on === true}
          onProof={(proof) => change(step.of, proof)}
          onCancel={overview}
        />
      )}
      {step.is === 'app' && (
        <AppSetup
          setup={step.setup}
          onDone={({ recoveryCodes }) => {
            setStep({ is: 'codes', codes: recoveryCodes });
            load();
          }}
          onCancel={overview}
        />
      )}
      {step.is === 'codes' && <RecoveryCodeList codes={step.codes} onDone={overview} />}
    </Dialog>
  );
}

interface OverviewProps {
  factor: SecondFactor | undefined;
  error: unknown;
  load: () => void;
  begin: (of: Change) => void;
}

/** Few enough to get new ones soon. */
const fewCodes = 3;

function Overview({ factor, error, load, begin }: OverviewProps) {
  const t = useTranslate();
  const locale = useLocale();
  const account = useAccount();
  if (factor === undefined)
    return (
      <div className={classNames(styles['body'], styles['overview'])}>
        {error === undefined ? (
          <AfterPatience>
            <Bone width={12} />
            <Bone width={18} />
          </AfterPatience>
        ) : (
          <>
            <Problem>{explain(error, t)}</Problem>
            <Button onClick={load}>{t('dialog.tryAgain')}</Button>
          </>
        )}
      </div>
    );
  const { on, since, recoveryCodesLeft: left } = factor;
  return (
    <div className={styles['form']}>
      <div className={classNames(styles['body'], styles['overview'])}>
        <div className={styles['state']}>
          <span className={classNames(styles['badge'], on && styles['badgeOn'])} aria-hidden="true">
            {on ? <ShieldCheck size="1.5rem" /> : <ShieldOff size="1.5rem" />}
          </span>
          <div>
            <p className={styles['stateTitle']}>{t(on ? 'security.on' : 'security.off')}</p>
            {since !== null && (
              <p className={styles['text']}>{t('security.since', { day: longDate(since, locale) })}</p>
            )}
          </div>
        </div>
        <p className={styles['text']}>{t(on ? 'security.onText' : 'security.offText')}</p>
        {account !== undefined && account.role !== 'user' && (
          <p className={styles['text']}>{t('security.roleText')}</p>
        )}
        {on && (
          <div className={styles['left']}>
            <div>
              <p className={styles['stateTitle']}>{t('security.codes')}</p>
              <p className={classNames(styles['text'], left < fewCodes && styles['few'])}>
                {t('security.left', { left })}
              </p>
            </div>
            <Button onClick={() => begin('renew')}>{t('security.renew')}</Button>
          </div>
        )}
      </div>
      <footer className={styles['actions']}>
        {on ? (
          <>
            <Button onClick={() => begin('turn off')}>{t('security.turnOff')}</Button>
            <Button onClick={() => begin('set up')}>{t('security.otherApp')}</Button>
          </>
        ) : (
          <Button kind="primary" onClick={() => begin('set up')}>
            {t('security.turnOn')}
          </Button>
        )}
      </footer>
    </div>
  );
}
