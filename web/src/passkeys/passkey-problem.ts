/** Why the browser made or used no passkey, before the server was asked. `errors.ts` has the texts. */
export type PasskeyProblemCode =
  /** The user closed the browser's dialog, took too long, or has no passkey for this site. */
  | 'passkey_cancelled'
  | 'passkey_unsupported'
  /** The device has a passkey of this account already. */
  | 'passkey_exists'
  /** The page was opened by an IP address, or by a name that the server's passkeys do not belong to. */
  | 'passkey_wrong_host'
  /** The device cannot check who uses it, or cannot keep passkeys. */
  | 'passkey_device';

export class PasskeyProblem extends Error {
  override readonly name = 'PasskeyProblem';
  readonly code: PasskeyProblemCode;
  constructor(code: PasskeyProblemCode, cause?: unknown) {
    super(code, { cause });
    this.code = code;
  }
}

const isAddress = (hostname: string) => hostname.startsWith('[') || /^[\d.]+$/.test(hostname);

/** Throws where this page cannot use passkeys, as far as that is known before the browser is asked. */
export function requirePasskeys(): void {
  if (isAddress(location.hostname)) throw new PasskeyProblem('passkey_wrong_host');
  if (!('PublicKeyCredential' in window)) throw new PasskeyProblem('passkey_unsupported');
}
