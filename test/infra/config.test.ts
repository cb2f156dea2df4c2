import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig, stageNames } from '../../infra/config.ts';

/** What a person reads who synthesizes with these settings. */
function complaint(context: Record<string, unknown>): string {
  try {
    readConfig({ stage: 'dev', ...context });
    return '';
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/0b0c-1d';
const domain = 'chat.example.org';
const restoredStream =
  'arn:aws:dynamodb:eu-central-1:123456789012:table/restored/stream/2026-11-20T09:00:00.000';

describe('settings', () => {
  test.each(stageNames)('of %s are complete', (stage) => {
    expect(readConfig({ stage })).toMatchObject({ stage, region: 'eu-central-1' });
  });

  test('are overridden by strings from the command line', () => {
    const context = { stage: 'prod', firewall: 'false', requestsPerSecond: '50', domain, certificateArn };
    expect(readConfig(context)).toMatchObject({
      firewall: false,
      requestsPerSecond: 50,
      domain,
      canary: true,
    });
  });

  test("ignore the CDK's own keys", () => {
    expect(complaint({ '@aws-cdk/core:bootstrapQualifier': 'x', 'cli-telemetry': false })).toBe('');
  });

  test.each([
    [{ stage: 'staging' }, 'There is no stage "staging": the stages are dev and prod (-c stage=dev).'],
    [{ stage: undefined }, 'There is no stage undefined: the stages are dev and prod (-c stage=dev).'],
    [{ domian: 'x' }, /^There is no setting domian: the settings are region, domain, /],
    [{ region: 'Frankfurt' }, 'region must be the name of an AWS Region, like eu-central-1.'],
    [{ alarmEmail: 'me' }, 'alarmEmail must be an e-mail address.'],
    [{ digestDefault: '2h' }, 'digestDefault must be one of off, 15m, 1h, 6h, 24h.'],
    [{ unsubscribeMailbox: 'nowhere' }, 'unsubscribeMailbox must be an e-mail address.'],
    [{ dollarsPerHour: 'much' }, 'dollarsPerHour must be a number of US dollars.'],
    [{ dollarsPerHour: '0' }, 'dollarsPerHour must be more than 0.'],
    [{ costMonitor: true }, 'costMonitor needs an alarmEmail: it mails what it finds.'],
    [{ edge: 'maybe' }, 'edge must be true or false.'],
    [{ acceptedTokenKey: 'all' }, 'acceptedTokenKey must be previous, next or none.'],
    [{ logRetentionDays: '8' }, /^logRetentionDays must be one of 1, 3, 5, 7, 14, /],
    [{ logLevel: 'loud' }, /^logLevel: Invalid option: expected one of "trace"/],
    [{ requestsPerSecond: '0' }, 'requestsPerSecond must be a whole number of requests from 1 to 1000000.'],
    [{ requestBurst: 'many' }, 'requestBurst must be a whole number of requests from 1 to 1000000.'],
    [{ accessTokenSeconds: '0' }, /^accessTokenSeconds: Too small: /],
    [{ dataKeyCacheSeconds: 'long' }, /^dataKeyCacheSeconds: Invalid input: expected number/],
    [{ passwordCost: '9' }, 'passwordCost must be at least 10: less is guessed too fast.'],
    [{ passwordCost: '16' }, /^passwordCost: Too big: /],
    [
      { accessTokenSeconds: '3600', refreshTokenSeconds: '3600' },
      'refreshTokenSeconds must be more than accessTokenSeconds: a refresh token replaces access tokens that ended.',
    ],
    [
      { sessionSeconds: '3600', refreshTokenSeconds: '7200' },
      'sessionSeconds must be at least refreshTokenSeconds: a device that is used stays signed in longer than one that is not.',
    ],
    [{ domain }, `domain needs a certificateArn: request a certificate for ${domain} in us-east-1.`],
    [{ certificateArn }, 'certificateArn needs a domain: say which name the certificate is for.'],
    [
      { domain, certificateArn: certificateArn.replace('us-east-1', 'eu-central-1') },
      'certificateArn names a certificate in eu-central-1, but CloudFront takes them from us-east-1 only: request one there for the same domain.',
    ],
    [{ domain, certificateArn: 'mine' }, /^certificateArn must be the ARN of an ACM certificate, /],
    [
      { domain: 'https://chat.example.org/', certificateArn },
      'domain must be a host name, like chat.example.org, without https:// and path.',
    ],
    [
      { restoredTable: 'restored' },
      'restoredTable needs a restoredStream: enable the stream of restored with NEW_AND_OLD_IMAGES, and give its ARN.',
    ],
    [{ restoredTable: 'other', restoredStream }, 'restoredStream must be the stream of restoredTable.'],
    [{ restoredStream }, 'restoredStream must be the stream of restoredTable.'],
    [
      { restoredTable: 'restored', restoredStream: 'latest' },
      /^restoredStream must be the ARN of a stream, arn:aws:dynamodb:/,
    ],
    [{ firewall: true, edge: false }, 'firewall needs edge=true: it protects the CloudFront distribution.'],
    [{ domain, certificateArn, edge: false }, 'domain needs edge=true: it is CloudFront that serves it.'],
  ])('%o is refused with a sentence', (context, sentence) => {
    expect(complaint(context)).toMatch(sentence);
  });

  test('that are wrong are all named at once', () => {
    expect(complaint({ region: 'x', alarmEmail: 'y' }).split('\n')).toHaveLength(2);
  });
});
