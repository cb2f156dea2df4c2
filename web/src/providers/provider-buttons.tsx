import { useEffect, useState } from 'react';
import type { Provider } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { explain } from '../errors.ts';
import { Problem } from '../getting-in/frame.tsx';
import { useTranslate } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { goToProvider } from './begun.ts';
import styles from './providers.module.css';
import { useProviders } from './use-providers.ts';

/** The ways in by a provider, at the end of a screen: what comes late moves nothing there. Nothing where there are none. */
export function ProviderButtons() {
  const t = useTranslate();
  const { providers: calls } = useClient();
  const providers = useProviders();
  const [busy, setBusy] = useState<string>();
  const [problem, setProblem] = useState<string>();

  useEffect(() => {
    // back from the provider by the browser's button, the page can be as it was left
    const returned = () => setBusy(undefined);
    addEventListener('pageshow', returned);
    return () => removeEventListener('pageshow', returned);
  }, []);

  async function begin({ id, name }: Provider): Promise<void> {
    setBusy(id);
    setProblem(undefined);
    try {
      goToProvider(await calls.beginSignIn(id), { provider: id, name, to: 'sign-in' });
    } catch (error) {
      setProblem(explain(error, t));
      setBusy(undefined);
    }
  }

  if (providers.length === 0) return null;
  return (
    <section className={styles['ways']} aria-label={t('provider.ways')}>
      <p className={styles['or']}>{t('provider.or')}</p>
      {providers.map((provider) => (
        <Button
          key={provider.id}
          wide
          busy={busy === provider.id}
          onClick={() => {
            if (busy === undefined) void begin(provider);
          }}
        >
          {t('provider.continue', { provider: provider.name })}
        </Button>
      ))}
      <Problem>{problem}</Problem>
    </section>
  );
}
