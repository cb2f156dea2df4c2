import type { OwnProfile } from '../../../client/index.ts';

/** As long as the link of the mail works. */
const linkMs = 30 * 60_000;

let pending: { userId: string; email: string; until: number } | undefined;

/** A link was mailed to another address of the account. Known as long as the page: the server says nothing about it. */
export function rememberPendingEmail(userId: string, email: string): void {
  pending = { userId, email, until: Date.now() + linkMs };
}

/** The address whose link has not been opened yet, if any. */
export function pendingEmail({ id, email }: Pick<OwnProfile, 'id' | 'email'>): string | undefined {
  if (pending?.userId !== id || pending.email === email || pending.until < Date.now()) return undefined;
  return pending.email;
}
