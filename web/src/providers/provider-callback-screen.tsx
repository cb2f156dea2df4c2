import { useEffect, useRef, useState } from 'react';
import { CloudOff, LogIn } from 'lucide-react';
import type { ProviderPending } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { explain, isPassing } from '../errors.ts';
import { Frame } from '../getting-in/frame.tsx';
import styles from '../getting-in/frame.module.css';
import { SignInCode } from '../getting-in/sign-in-code.tsx';
import { forgetTyped } from '../getting-in/typed.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { navigate } from '../navigation.ts';
import { sessionBegan } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { AfterPatience } from '../ui/skeleton.tsx';
import { showToast } from '../ui/toast.tsx';
import { wantedPath } from '../wanted-path.ts';
import { isCancelled, takeAnswer } from './answer.ts';
import { takeBegun, type Begun } from './begun.ts';
import { ProviderSignUp } from './provider-sign-up.tsx';

type Step =
  | { is: 'working' }
  | { is: 'pending'; pending: ProviderPending }
  | { is: 'cancelled' }
  | { is: 'failed'; error: unknown };

/** Goes on where a provider has sent the browser: signs in, asks for what is still needed, or connects the account there. */
export default function ProviderCallbackScreen() {
  const t = useTranslate();
  const client = useClient();
  const [begun, setBegun] = useState<Begun>();
  const [step, setStep] = useState<Step>({ is: 'working' });
  /** An answer is good once, and React runs effects twice in development. */
  const started = useRef(false);

  function enter(): void {
    forgetTyped();
    sessionBegan(client);
    navigate(wantedPath(client.userId), { replace: true });
  }

  async function finish(): Promise<void> {
    const answer = takeAnswer();
    const mine = takeBegun();
    setBegun(mine);
    if (answer === undefined || mine === undefined) {
      // a reload, or an address that was opened again
      navigate(client.userId === undefined ? '/sign-in' : wantedPath(client.userId), { replace: true });
      return;
    }
    const { ticket, provider, name, to } = mine;
    try {
      if (to === 'connect') {
        await client.providers.connect({ ticket, ...answer });
        navigate('/settings/providers', { replace: true });
        showToast(t('provider.connected', { provider: name }));
        return;
      }
      const pending = await client.loginWithProvider(provider, { ticket, ...answer });
      if (pending === undefined) enter();
      else setStep({ is: 'pending', pending });
    } catch (error) {
      setStep(isCancelled(answer) ? { is: 'cancelled' } : { is: 'failed', error });
    }
  }

  useEffect(() => {
    if (started.current) return;
    started.current = true;
    void finish();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once: what it takes is gone afterwards
  }, []);

  const isConnecting = begun?.to === 'connect';
  const back = () => navigate(isConnecting ? '/settings/providers' : '/sign-in', { replace: true });
  if (step.is === 'working') {
    return (
      <AfterPatience>
        <Frame title={t('provider.working')} text={t('provider.workingText')}>
          {null}
        </Frame>
      </AfterPatience>
    );
  }
  if (step.is === 'pending') {
    const { token, needs } = step.pending;
    if (needs !== 'code') return <ProviderSignUp pending={step.pending} onDone={enter} onBack={back} />;
    const signIn = async (code: string) => {
      await client.confirmProviderLogin({ token, code });
      enter();
    };
    return <SignInCode signIn={signIn} onBack={back} />;
  }
  const provider = begun?.name ?? '';
  const cancelled = t(isConnecting ? 'provider.cancelledConnect' : 'provider.cancelled', { provider });
  const Icon = step.is === 'failed' && isPassing(step.error) ? CloudOff : LogIn;
  return (
    <Frame
      title={t(isConnecting ? 'provider.notConnected' : 'provider.notSignedIn')}
      text={step.is === 'cancelled' ? cancelled : explain(step.error, t)}
      icon={<Icon size="1.5rem" />}
    >
      <div className={styles['actions']}>
        <Button kind="primary" wide onClick={back}>
          {t(isConnecting ? 'provider.toSettings' : 'provider.toSignIn')}
        </Button>
      </div>
    </Frame>
  );
}
