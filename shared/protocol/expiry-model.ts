import * as z from 'zod';
import { limits } from './common.ts';

const { min, max } = limits.expirySeconds;

/** How long a message stays, and from when that counts. */
export const expiry = z
  .object({
    seconds: z.int().min(min).max(max).describe('For how many seconds the message stays.'),
    from: z
      .enum(['sending', 'reading'])
      .describe(
        'From when that counts: from when it is sent, or from when all other members have read it, as its status says; that at the latest seven days after it was sent.',
      ),
  })
  .meta({ id: 'Expiry', description: 'How long messages stay.' });
export type Expiry = z.infer<typeof expiry>;

/** The same in requests. */
export const givenExpiry = z
  .strictObject(expiry.shape)
  .meta({ id: 'GivenExpiry', description: 'How long messages are to stay.' });
