import * as z from 'zod';
import { languages } from './mails/languages.ts';

const mailRequest = { type: z.literal('account-mail'), language: z.enum(languages), origin: z.string() };

/**
 * A mail to a user, made and sent by the queue: a caller who asks for one waits for no mail service, and learns nothing from how
 * long it takes. No address stands in the queue in clear.
 */
export const accountMailWork = z.discriminatedUnion('mail', [
  /** A link that proves the address of the account. */
  z.object({ ...mailRequest, mail: z.literal('verify-email'), userId: z.string() }),
  /** A link that changes the address to another, which is sealed under the account's data key, in base64. */
  z.object({ ...mailRequest, mail: z.literal('change-email'), userId: z.string(), sealedEmail: z.string() }),
  /** A link that sets a new password, to the address with this keyed hash, if an account has it. */
  z.object({ ...mailRequest, mail: z.literal('reset-password'), emailHash: z.string() }),
  /** An invitation to create an account. Its code is made with the mail. */
  z.object({ ...mailRequest, mail: z.literal('invitation'), invitationId: z.string() }),
  /** That something happened; `sealedEmail` is the address where it is not that of the account any more. */
  z.object({
    ...mailRequest,
    mail: z.enum([
      'email-changed',
      'password-changed',
      'new-device',
      'second-factor-on',
      'second-factor-off',
      'passkey-added',
      'identity-added',
    ]),
    userId: z.string(),
    device: z.string().exactOptional(),
    sealedEmail: z.string().exactOptional(),
  }),
]);
export type AccountMailWork = z.infer<typeof accountMailWork>;

/** Shows what a user looks like now to those who have a conversation with them. */
export const announceUserWork = z.object({ type: z.literal('announce-user'), userId: z.string() });

/** A bot was deleted: it leaves its groups, some in each step. */
export const retireBotWork = z.object({ type: z.literal('retire-bot'), userId: z.string() });

/** The queued work of accounts. */
export const accountWork = [accountMailWork, announceUserWork, retireBotWork] as const;
export type AccountWork = z.infer<(typeof accountWork)[number]>;
