import { inspect } from 'node:util';
import { MessageRejected, SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createSesMailer } from '../../../../../shared/platform/aws/mail/ses-mailer.ts';
import { Unavailable } from '../../../../../shared/platform/errors.ts';
import { lastingFailures, passingFailures } from '../../../../support/aws/sdk-failures.ts';

const client = new SESv2Client({ region: 'eu-central-1' });
const mock = mockClient(client);
const mailer = createSesMailer(client, 'chat@example.org');
const mail = { to: 'ann@example.org', subject: 'Grüße', text: 'Go to …#token=t0p', html: '<p>Go to …</p>' };

beforeEach(() => mock.reset());

describe('createSesMailer', () => {
  it('given a mail, sends its text and HTML in UTF-8', async () => {
    mock.on(SendEmailCommand).resolves({ MessageId: '1' });
    await mailer.send(mail);
    expect(mock.commandCalls(SendEmailCommand).map(({ args }) => args[0].input)).toEqual([
      {
        FromEmailAddress: 'chat@example.org',
        Destination: { ToAddresses: ['ann@example.org'] },
        Content: {
          Simple: {
            Subject: { Data: 'Grüße', Charset: 'UTF-8' },
            Body: {
              Text: { Data: 'Go to …#token=t0p', Charset: 'UTF-8' },
              Html: { Data: '<p>Go to …</p>', Charset: 'UTF-8' },
            },
          },
        },
      },
    ]);
  });

  it('given further header fields, sends them', async () => {
    mock.on(SendEmailCommand).resolves({ MessageId: '1' });
    const headers = {
      'List-Unsubscribe': '<https://x>',
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    };
    await mailer.send({ ...mail, headers });
    const [call] = mock.commandCalls(SendEmailCommand);
    expect(call?.args[0].input.Content?.Simple?.Headers).toEqual([
      { Name: 'List-Unsubscribe', Value: '<https://x>' },
      { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
    ]);
  });

  it.each(passingFailures)('given %s, fails as Unavailable', async (_, failure) => {
    mock.on(SendEmailCommand).rejects(failure);
    await expect(mailer.send(mail)).rejects.toThrow(new Unavailable('The mail service', failure));
  });

  it.each(lastingFailures)('given %s, throws an error that names the refusal', async (_, failure) => {
    mock.on(SendEmailCommand).rejects(failure);
    const sending = mailer.send(mail);
    await expect(sending).rejects.toThrow(`SES refused a mail: ${failure.name}`);
    await expect(sending).rejects.not.toBeInstanceOf(Unavailable);
  });

  it('removes the address that SES names from its error', async () => {
    const message = 'Email address is not verified: ann@example.org';
    mock.on(SendEmailCommand).rejects(new MessageRejected({ message, $metadata: { httpStatusCode: 400 } }));
    const error: unknown = await mailer.send(mail).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(inspect(error)).toContain('MessageRejected');
    expect(inspect(error, { depth: null, showHidden: true })).not.toMatch(/ann@|t0p/);
  });
});
