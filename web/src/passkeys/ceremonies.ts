import {
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
  WebAuthnError,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import type { AddPasskeyRequest, PasskeyCeremony, PasskeySignInRequest } from '../../../client/index.ts';
import { PasskeyProblem, requirePasskeys, type PasskeyProblemCode } from './passkey-problem.ts';

/** Has the browser make a passkey. Rejects with a `PasskeyProblem`. */
export async function makePasskey({
  challengeId,
  options,
}: PasskeyCeremony): Promise<Omit<AddPasskeyRequest, 'name'>> {
  const made = await inBrowser(() =>
    startRegistration({ optionsJSON: { ...options } as object as PublicKeyCredentialCreationOptionsJSON }),
  );
  const { clientExtensionResults: extensions, response, ...rest } = made;
  return {
    challengeId,
    response: { ...rest, response: { ...response }, clientExtensionResults: { ...extensions } },
  };
}

/**
 * Has the browser sign in with a passkey that the user chooses, with `autofill` among what it offers for the username.
 * Rejects with a `PasskeyProblem`; one for autofill ends with the next ceremony.
 */
export async function signWithPasskey(
  { challengeId, options }: PasskeyCeremony,
  { autofill = false }: { autofill?: boolean } = {},
): Promise<PasskeySignInRequest> {
  const signed = await inBrowser(() =>
    startAuthentication({
      optionsJSON: { ...options } as object as PublicKeyCredentialRequestOptionsJSON,
      useBrowserAutofill: autofill,
    }),
  );
  const { clientExtensionResults: extensions, response, ...rest } = signed;
  return {
    challengeId,
    response: { ...rest, response: { ...response }, clientExtensionResults: { ...extensions } },
  };
}

/** Whether the browser offers passkeys where the username is filled in. */
export const offersAutofill = (): Promise<boolean> => browserSupportsWebAuthnAutofill();

/** Ends what waits for the user. */
export const endCeremony = (): void => WebAuthnAbortService.cancelCeremony();

async function inBrowser<T>(ceremony: () => Promise<T>): Promise<T> {
  requirePasskeys();
  try {
    return await ceremony();
  } catch (error) {
    throw new PasskeyProblem(codeOf(error), error);
  }
}

function codeOf(error: unknown): PasskeyProblemCode {
  if (!(error instanceof WebAuthnError)) return 'passkey_device';
  return codes[error.code] ?? 'passkey_device';
}

/** By the codes of the library; any other means that the device could not. */
const codes: Partial<Record<WebAuthnError['code'], PasskeyProblemCode>> = {
  ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED: 'passkey_exists',
  ERROR_INVALID_DOMAIN: 'passkey_wrong_host',
  ERROR_INVALID_RP_ID: 'passkey_wrong_host',
  ERROR_CEREMONY_ABORTED: 'passkey_cancelled',
  // browsers do not say whether the user declined or has no passkey
  ERROR_PASSTHROUGH_SEE_CAUSE_PROPERTY: 'passkey_cancelled',
};
