import { Suspense, useState, type SubmitEvent } from 'react';
import type { AuthenticatorSetup, RecoveryCodes } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { explain } from '../errors.ts';
import { Problem } from '../getting-in/frame.tsx';
import { useTranslate } from '../i18n/i18n.ts';
import { queries, useMediaQuery } from '../media-query.ts';
import { Button } from '../ui/button.tsx';
import { useWait } from '../ui/use-wait.ts';
import { CodeField } from './code-field.tsx';
import { codeProblem } from './code-problem.ts';
import { CopyButton } from './copy-button.tsx';
import { QrCode } from './qr-code.tsx';
import styles from './second-factor.module.css';

export interface AppSetupProps {
  setup: AuthenticatorSetup;
  onDone: (codes: RecoveryCodes) => void;
  onCancel: () => void;
}

/** In fours, as it is easier to type. */
const inFours = (secret: string) => secret.replaceAll(/(.{4})(?=.)/g, '$1 ');

/** Shows what an authenticator app needs, and turns the second factor on by a code of it. */
export function AppSetup({ setup, onDone, onCancel }: AppSetupProps) {
  const t = useTranslate();
  const client = useClient();
  const [code, setCode] = useState('');
  const [error, setError] = useState<unknown>();
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const touch = useMediaQuery(queries.touch);
  const wait = useWait();
  const wrong = codeProblem(error, t);

  async function turnOn(): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      onDone(await client.secondFactor.turnOn(code.trim()));
    } catch (refusal) {
      if (!wait.begin(refusal)) setError(refusal);
    } finally {
      setBusy(false);
    }
  }

  function send(event: SubmitEvent): void {
    event.preventDefault();
    setMissing(true);
    if (!busy && wait.left === undefined && code.trim() !== '') void turnOn();
  }

  return (
    <form className={styles['form']} noValidate onSubmit={send}>
      <div className={styles['body']}>
        <p className={styles['text']}>{t('security.scan')}</p>
        <div className={styles['app']}>
          <div className={styles['qrPlace']}>
            <Suspense>
              <QrCode text={setup.uri} label={t('security.qrLabel')} />
            </Suspense>
          </div>
          <div className={styles['secretPlace']}>
            <p className={styles['text']}>{t('security.orType')}</p>
            <code className={styles['secret']} dir="ltr" translate="no">
              {inFours(setup.secret)}
            </code>
            <div className={styles['besides']}>
              <CopyButton text={setup.secret} label={t('security.copySecret')} />
              <a className={styles['openApp']} href={setup.uri}>
                {t('security.openApp')}
              </a>
            </div>
          </div>
        </div>
        <CodeField
          value={code}
          recovery={false}
          autoFocus={!touch}
          error={wrong ?? (missing && code.trim() === '' ? t('code.missing') : undefined)}
          onChange={setCode}
        />
        <Problem>
          {wait.problem ?? (error !== undefined && wrong === undefined ? explain(error, t) : undefined)}
        </Problem>
      </div>
      <footer className={styles['actions']}>
        <Button onClick={onCancel}>{t('dialog.cancel')}</Button>
        <Button type="submit" kind="primary" busy={busy} paused={wait.left}>
          {t('security.turnOn')}
        </Button>
      </footer>
    </form>
  );
}
