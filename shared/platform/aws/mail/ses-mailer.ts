import { SendEmailCommand, type SESv2Client } from '@aws-sdk/client-sesv2';
import { Unavailable } from '../../errors.ts';
import type { Mailer } from '../../ports.ts';
import { isPassing } from '../sdk-errors.ts';

/** Mails sent by SES from the verified address `from`, as text and HTML. Rejects with `Unavailable`. */
export function createSesMailer(client: SESv2Client, from: string): Mailer {
  const utf8 = (text: string) => ({ Data: text, Charset: 'UTF-8' });
  return {
    async send(mail) {
      const command = new SendEmailCommand({
        FromEmailAddress: from,
        Destination: { ToAddresses: [mail.to] },
        Content: {
          Simple: {
            Subject: utf8(mail.subject),
            Body: { Text: utf8(mail.text), Html: utf8(mail.html) },
            ...(mail.headers && {
              Headers: Object.entries(mail.headers).map(([Name, Value]) => ({ Name, Value })),
            }),
          },
        },
      });
      try {
        await client.send(command);
      } catch (error) {
        if (isPassing(error)) throw new Unavailable('The mail service', error);
        throw refusal(error);
      }
    },
  };
}

/** SES's own words name the recipient, which must not get into a log: its error's name says enough. */
function refusal(error: unknown): Error {
  return new Error(`SES refused a mail: ${error instanceof Error ? error.name : 'unknown error'}`);
}
