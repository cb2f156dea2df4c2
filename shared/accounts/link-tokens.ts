import { createHash } from 'node:crypto';
import * as z from 'zod';
import { bytes } from '../platform/bytes.ts';
import { ChatError } from '../platform/errors.ts';
import type { Clock, Random } from '../platform/ports.ts';
import type { Table, Write } from '../platform/table.ts';
import { epochSeconds } from '../platform/time.ts';
import { keys } from './keys.ts';

/** A link works for half an hour. */
export const linkSeconds = 30 * 60;

const purpose = z.enum(['verify-email', 'change-email', 'reset-password']);
export type LinkPurpose = z.infer<typeof purpose>;

/** What a mailed link may do, once. Its token is not stored, only a hash of it. */
const linkToken = z.object({
  purpose,
  userId: z.string(),
  /** The keyed hash of the address that the account had: the link is void once it has another. */
  emailHash: z.string(),
  /** The same of its password, see `passwordPrint`. */
  passwordPrint: z.string(),
  /** With `change-email`: the new address, sealed under the account's data key. */
  sealedEmail: bytes.optional(),
  expiresAt: z.number(),
});
export type LinkToken = z.infer<typeof linkToken>;

/** Stands for a password hash where it only has to be recognised. */
export const passwordPrint = (passwordHash: string): string =>
  createHash('sha256').update(passwordHash).digest('base64url');

export type LinkTokenStore = ReturnType<typeof linkTokenStore>;

/** One-time tokens of mailed links: 256 random bits, stored as their SHA-256, which suffices for what cannot be guessed. */
export function linkTokenStore(table: Table, { random, clock }: { random: Random; clock: Clock }) {
  const keyOf = (token: string) => keys.linkToken(createHash('sha256').update(token).digest('base64url'));

  return {
    /** Makes a token that works until `linkSeconds` from now. */
    async issue(link: Omit<LinkToken, 'expiresAt'>): Promise<string> {
      const token = Buffer.from(random(32)).toString('base64url');
      const expiresAt = epochSeconds(clock.now()) + linkSeconds;
      const { sealedEmail, ...rest } = link;
      await table.put({ ...keyOf(token), ...rest, ...(sealedEmail && { sealedEmail }), expiresAt });
      return token;
    },

    /** What this token may do. Throws `invalid_link` for one that is unknown, used up, expired, or for something else. */
    async open(token: string, purposes: readonly LinkPurpose[]): Promise<LinkToken> {
      const item = await table.get(keyOf(token));
      const link = item && linkToken.parse(item);
      const works =
        link !== undefined && link.expiresAt > epochSeconds(clock.now()) && purposes.includes(link.purpose);
      if (!works) throw invalidLink();
      return link;
    },

    /** The write that uses a token up, for the transaction that does what it is for. */
    useUp: (token: string): Write => ({ delete: keyOf(token), if: { exists: true } }),
  };
}

export const invalidLink = () =>
  new ChatError(
    'invalid_link',
    'This link was used before, has expired or is incomplete. Ask for a new one.',
  );
