import type { Mailer } from '../../ports.ts';
import { bounded } from '../bounded.ts';

/** The mailer of a function that is granted mail. The client of SES is loaded with the first mail. */
export function sesMailer(from: string): Mailer {
  let loading: Promise<Mailer> | undefined;
  return {
    send: async (mail) => (await (loading ??= load(from))).send(mail),
  };
}

async function load(from: string): Promise<Mailer> {
  const [{ SESv2Client }, { createSesMailer }] = await Promise.all([
    import('@aws-sdk/client-sesv2'),
    import('./ses-mailer.ts'),
  ]);
  return createSesMailer(new SESv2Client(bounded), from);
}
