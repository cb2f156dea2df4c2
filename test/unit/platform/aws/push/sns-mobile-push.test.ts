import {
  CreatePlatformEndpointCommand,
  DeleteEndpointCommand,
  EndpointDisabledException,
  InvalidParameterException,
  NotFoundException,
  PublishCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createSnsMobilePush } from '../../../../../shared/platform/aws/push/sns-mobile-push.ts';
import type { MobileAddress, Push } from '../../../../../shared/platform/ports.ts';
import type { PushPayload } from '../../../../../shared/protocol/index.ts';
import { passingFailures } from '../../../../support/aws/sdk-failures.ts';

const client = new SNSClient({ region: 'eu-central-1' });
const mock = mockClient(client);
const applications = {
  fcm: 'arn:aws:sns:eu-central-1:1:app/GCM/chat',
  apns: 'arn:aws:sns:eu-central-1:1:app/APNS/chat',
};
const endpoint = 'arn:aws:sns:eu-central-1:1:endpoint/GCM/chat/1';

const notification = {
  id: 'cnv_1.message',
  kind: 'message',
  createdAt: '2026-11-30T12:00:00.000Z',
  conversationId: 'cnv_1',
  seq: 7,
} as const;
const place = { type: 'new', recipientId: 'usr_1', notification, silent: false, unreadCount: 3 } as const;
const push = (address: MobileAddress, more: Partial<Omit<Push, 'address'>> = {}): Push<MobileAddress> => ({
  address,
  payload: { ...place, title: 'Ann', body: 'A secret' },
  topic: 'topic',
  urgency: 'high',
  ttlSeconds: 60,
  ...more,
});
const android: MobileAddress = { type: 'fcm', token: 'android-token' };
const iphone: MobileAddress = { type: 'apns', token: 'iphone-token' };
const failure = { $metadata: { httpStatusCode: 400 }, message: 'for the token android-token' };

beforeEach(() => {
  mock.reset();
  mock.on(CreatePlatformEndpointCommand).resolves({ EndpointArn: endpoint });
  mock.on(PublishCommand).resolves({ MessageId: '1' });
  mock.on(DeleteEndpointCommand).resolves({});
});

const parsed = (text: string | undefined): unknown => JSON.parse(text ?? '');
const published = () =>
  mock.commandCalls(PublishCommand).map(({ args }) => {
    const { Message, MessageAttributes = {}, MessageStructure, TargetArn } = args[0].input;
    const attributes = Object.entries(MessageAttributes).map(([name, { StringValue }]) => [
      name,
      StringValue,
    ]);
    const message = parsed(Message) as Record<string, string>;
    return { TargetArn, MessageStructure, message, attributes: Object.fromEntries(attributes) as unknown };
  });

describe('createSnsMobilePush', () => {
  it('makes an endpoint for a token once, and publishes where something happened, without a word', async () => {
    const mobile = createSnsMobilePush(client, applications);
    expect(await mobile.send([push(android)])).toEqual(['sent']);
    expect(await mobile.send([push(android)])).toEqual(['sent']);
    expect(mock.commandCalls(CreatePlatformEndpointCommand).map(({ args }) => args[0].input)).toEqual([
      { PlatformApplicationArn: applications.fcm, Token: 'android-token' },
    ]);
    const [first] = published();
    expect(first).toMatchObject({ TargetArn: endpoint, MessageStructure: 'json' });
    expect(first?.attributes).toEqual({ 'AWS.SNS.MOBILE.FCM.TTL': '60' });
    expect(parsed(first?.message['GCM'])).toEqual({
      fcmV1Message: {
        message: {
          data: { payload: JSON.stringify(place) },
          android: { priority: 'high', ttl: '60s', collapse_key: 'topic' },
        },
      },
    });
    expect(JSON.stringify(published())).not.toMatch(/Ann|A secret/);
  });

  it('has Apple show what is new, with the badge, and close in the background what was seen', async () => {
    const mobile = createSnsMobilePush(client, applications);
    const cleared: PushPayload = { type: 'cleared', recipientId: 'usr_1', ids: ['a'], unreadCount: 0 };
    const silent = { ...place, silent: true };
    await mobile.send([
      push(iphone),
      push(iphone, { payload: silent, urgency: 'normal' }),
      push(iphone, { payload: cleared, urgency: 'low' }),
    ]);
    const [shown, quiet, background] = published().map(({ message, attributes }) => ({
      content: parsed(message['APNS']),
      attributes,
    }));
    const common = { 'AWS.SNS.MOBILE.APNS.TTL': '60', 'AWS.SNS.MOBILE.APNS.COLLAPSE_ID': 'topic' };
    const aps = { alert: { 'loc-key': 'push.new' }, 'mutable-content': 1, badge: 3 };
    expect(shown).toEqual({
      content: { aps: { ...aps, sound: 'default' }, payload: place },
      attributes: {
        ...common,
        'AWS.SNS.MOBILE.APNS.PUSH_TYPE': 'alert',
        'AWS.SNS.MOBILE.APNS.PRIORITY': '10',
      },
    });
    expect(quiet?.content).toEqual({ aps, payload: silent });
    expect(quiet?.attributes).toMatchObject({ 'AWS.SNS.MOBILE.APNS.PRIORITY': '5' });
    expect(background).toEqual({
      content: { aps: { 'content-available': 1, badge: 0 }, payload: cleared },
      attributes: {
        ...common,
        'AWS.SNS.MOBILE.APNS.PUSH_TYPE': 'background',
        'AWS.SNS.MOBILE.APNS.PRIORITY': '5',
      },
    });
  });

  it.each([new EndpointDisabledException(failure), new NotFoundException(failure)])(
    'says of a device that it is gone, and removes its endpoint: $name',
    async (error) => {
      const mobile = createSnsMobilePush(client, applications);
      mock.on(PublishCommand).rejectsOnce(error).resolves({ MessageId: '1' });
      expect(await mobile.send([push(android)])).toEqual(['gone']);
      expect(mock.commandCalls(DeleteEndpointCommand).map(({ args }) => args[0].input)).toEqual([
        { EndpointArn: endpoint },
      ]);
      // a device that subscribes again gets another endpoint
      expect(await mobile.send([push(android)])).toEqual(['sent']);
      expect(mock.commandCalls(CreatePlatformEndpointCommand)).toHaveLength(2);
    },
  );

  it.each(passingFailures)('may reach the device later, given %s', async (_, error) => {
    const mobile = createSnsMobilePush(client, applications);
    mock.on(PublishCommand).rejects(error);
    expect(await mobile.send([push(android)])).toEqual([{ retryAfterSeconds: undefined }]);
    mock.on(PublishCommand).resolves({});
    mock.on(CreatePlatformEndpointCommand).rejects(error);
    expect(await mobile.send([push(iphone)])).toEqual([{ retryAfterSeconds: undefined }]);
  });

  it('sends nothing for a token that is refused, nor without an application; others get theirs', async () => {
    const mobile = createSnsMobilePush(client, { fcm: applications.fcm });
    const refused = { PlatformApplicationArn: applications.fcm, Token: 'wrong' };
    mock.on(CreatePlatformEndpointCommand, refused).rejects(new InvalidParameterException(failure));
    const wrong: MobileAddress = { type: 'fcm', token: 'wrong' };
    expect(await mobile.send([push(wrong), push(iphone), push(android)])).toEqual([
      'refused',
      'refused',
      'sent',
    ]);
    expect(mock.commandCalls(PublishCommand)).toHaveLength(1);
  });
});
