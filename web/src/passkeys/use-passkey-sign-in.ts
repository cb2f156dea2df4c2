import { useEffect, useEffectEvent, useState } from 'react';
import { ChatClientError } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { requirePasskeys } from './passkey-problem.ts';

/** Loaded when a passkey may be used: few sign-ins take one. */
const load = () => import('./ceremonies.ts');

export interface PasskeySignIn {
  /** The browser or the server is asked. */
  busy: boolean;
  begin: () => Promise<void>;
}

/**
 * Signs in with a passkey: when asked to, and where the browser can, among what it offers for the username.
 * `onSignedIn` goes on; `onProblem` gets what went wrong.
 */
export function usePasskeySignIn(
  onSignedIn: () => void,
  onProblem: (problem: unknown) => void,
): PasskeySignIn {
  const client = useClient();
  const [busy, setBusy] = useState(false);

  const offer = useEffectEvent(async (isGone: () => boolean) => {
    requirePasskeys();
    const { offersAutofill, signWithPasskey } = await load();
    if (isGone() || !(await offersAutofill())) return;
    const ceremony = await client.passkeys.beginSignIn();
    if (isGone()) return;
    const signed = await signWithPasskey(ceremony, { autofill: true });
    try {
      await client.loginWithPasskey(signed);
      onSignedIn();
    } catch (error) {
      onProblem(error);
    }
  });
  useEffect(() => {
    let gone = false;
    offer(() => gone).catch(() => {
      // it is only an offer: the button says what is in the way
    });
    return () => {
      gone = true;
      load().then(
        ({ endCeremony }) => endCeremony(),
        () => undefined,
      );
    };
  }, []);

  async function begin(): Promise<void> {
    setBusy(true);
    try {
      requirePasskeys();
      const { signWithPasskey } = await load().catch((cause: unknown) => {
        throw new ChatClientError('network_error', 'A part of the page could not be loaded.', { cause });
      });
      await client.loginWithPasskey(await signWithPasskey(await client.passkeys.beginSignIn()));
      onSignedIn();
    } catch (error) {
      onProblem(error);
    } finally {
      setBusy(false);
    }
  }
  return { busy, begin };
}
