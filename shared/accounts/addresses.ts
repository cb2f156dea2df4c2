import { ChatError } from '../platform/errors.ts';
import { hasAsciiMailbox } from '../protocol/index.ts';

/** Throws `email_not_supported` for an address that mail could not reliably be sent to. */
export function requireSupported(email: string): void {
  if (hasAsciiMailbox(email)) return;
  throw new ChatError(
    'email_not_supported',
    'Addresses with other letters than a to z before the @ are not supported; the domain may have them.',
    [{ path: 'email', message: 'must have only ASCII characters before the @' }],
  );
}
