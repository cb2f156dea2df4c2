import { useState } from 'react';
import type { AddPasskeyRequest, Passkey, PasskeyCeremony, ProofRequest } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { useSecondFactor } from '../second-factor/use-second-factor.ts';
import { ProofForm } from '../second-factor/proof-form.tsx';
import { useTranslate } from '../i18n/i18n.ts';
import { goBack } from '../navigation.ts';
import { Dialog } from '../ui/dialog.tsx';
import { showToast } from '../ui/toast.tsx';
import { makePasskey } from './ceremonies.ts';
import { requirePasskeys } from './passkey-problem.ts';
import { PasskeyList } from './passkey-list.tsx';
import { PasskeyName } from './passkey-name.tsx';
import { PasskeyRetry } from './passkey-retry.tsx';
import { usePasskeys } from './use-passkeys.ts';

type Step =
  | { is: 'list'; problem?: unknown }
  | { is: 'proof' }
  | { is: 'retry'; ceremony: PasskeyCeremony; problem: unknown }
  | { is: 'name'; made: Omit<AddPasskeyRequest, 'name'> }
  | { is: 'remove'; passkey: Passkey };

const close = () => goBack('/settings');

/** Settings → Security → Passkeys: adds them, names them and removes them. */
export function PasskeysDialog() {
  const t = useTranslate();
  const client = useClient();
  const { factor } = useSecondFactor();
  const { passkeys, error, load, remove } = usePasskeys();
  const [step, setStep] = useState<Step>({ is: 'list' });
  const list = () => setStep({ is: 'list' });

  function begin(): void {
    try {
      requirePasskeys();
      setStep({ is: 'proof' });
    } catch (problem) {
      setStep({ is: 'list', problem });
    }
  }

  /** What is proved holds for several attempts: the browser may be asked again. */
  async function make(ceremony: PasskeyCeremony): Promise<void> {
    try {
      setStep({ is: 'name', made: await makePasskey(ceremony) });
    } catch (problem) {
      setStep({ is: 'retry', ceremony, problem });
    }
  }

  async function prove(proof: ProofRequest): Promise<void> {
    await make(await client.passkeys.beginAdding(proof));
  }

  const takesCode = factor?.on === true;
  const titles = {
    list: t('passkeys.title'),
    proof: t('security.confirm'),
    retry: t('passkeys.add'),
    name: t('passkeys.nameTitle'),
    remove: step.is === 'remove' ? t('passkeys.removeTitle', { name: step.passkey.name }) : '',
  };
  return (
    <Dialog key={step.is} title={titles[step.is]} onClose={step.is === 'list' ? close : list}>
      {step.is === 'list' && (
        <PasskeyList
          passkeys={passkeys}
          error={error}
          problem={step.problem}
          onLoad={load}
          onAdd={begin}
          onRemove={(passkey) => setStep({ is: 'remove', passkey })}
        />
      )}
      {step.is === 'proof' && (
        <ProofForm
          text={t('passkeys.proofAdd')}
          submit={t('security.continue')}
          takesCode={takesCode}
          onProof={prove}
          onCancel={list}
        />
      )}
      {step.is === 'retry' && (
        <PasskeyRetry problem={step.problem} onRetry={() => make(step.ceremony)} onCancel={list} />
      )}
      {step.is === 'name' && (
        <PasskeyName
          onName={async (name) => {
            await client.passkeys.add({ ...step.made, name });
            showToast(t('passkeys.added', { name }));
            load();
            list();
          }}
          onCancel={list}
        />
      )}
      {step.is === 'remove' && (
        <ProofForm
          text={t('passkeys.proofRemove')}
          submit={t('passkeys.remove')}
          danger
          takesCode={takesCode}
          onProof={async (proof) => {
            await remove(step.passkey.id, proof);
            showToast(t('passkeys.removed', { name: step.passkey.name }));
            list();
          }}
          onCancel={list}
        />
      )}
    </Dialog>
  );
}
