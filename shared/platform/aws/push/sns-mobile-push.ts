import {
  CreatePlatformEndpointCommand,
  DeleteEndpointCommand,
  PublishCommand,
  type MessageAttributeValue,
  type SNSClient,
} from '@aws-sdk/client-sns';
import { LRUCache } from 'lru-cache';
import { atMost } from '../../at-most.ts';
import type { MobileAddress, MobilePush, Push, PushOutcome } from '../../ports.ts';
import { withoutTexts } from '../../push/without-texts.ts';
import { isPassing } from '../sdk-errors.ts';

type MobileType = MobileAddress['type'];
/** The platform applications of SNS, by the service that they speak to: their ARNs. */
export type PushApplications = Partial<Record<MobileType, string>>;

/** The most endpoints whose ARNs stay in memory. Asking for one again gives the same. */
const knownEndpoints = 1_000;
/** Pushes that are handed over at the same time. */
const atOnce = 20;

/** Errors by which SNS says that a device is not reached there any more. */
const goneErrors = new Set(['EndpointDisabledException', 'NotFoundException']);
const isCalled = (error: unknown, names: ReadonlySet<string>) =>
  error instanceof Error && names.has(error.name);

/**
 * Apps, by platform endpoints of SNS. Apple and Google read what they deliver, so it says no more than where something happened: the
 * app loads the rest. Rejects with no more than the name of an error of SNS, whose words may hold the token.
 */
export function createSnsMobilePush(client: SNSClient, applications: PushApplications): MobilePush {
  const endpoints = new LRUCache<string, string>({ ...atMost(knownEndpoints) });

  async function endpointOf({ type, token }: MobileAddress): Promise<string | undefined> {
    const application = applications[type];
    if (application === undefined) return undefined;
    const name = `${type} ${token}`;
    const known = endpoints.get(name);
    if (known !== undefined) return known;
    const command = new CreatePlatformEndpointCommand({ PlatformApplicationArn: application, Token: token });
    const { EndpointArn: arn } = await client.send(command);
    if (arn !== undefined) endpoints.set(name, arn);
    return arn;
  }

  async function sendOne(push: Push<MobileAddress>): Promise<PushOutcome> {
    const { address } = push;
    const name = `${address.type} ${address.token}`;
    let arn: string | undefined;
    try {
      arn = await endpointOf(address);
      if (arn === undefined) return 'refused';
      await client.send(
        new PublishCommand({
          TargetArn: arn,
          MessageStructure: 'json',
          Message: messageOf(push),
          MessageAttributes: attributesOf(push),
        }),
      );
      return 'sent';
    } catch (error) {
      if (isPassing(error)) return { retryAfterSeconds: undefined };
      endpoints.delete(name);
      if (!isCalled(error, goneErrors)) return 'refused';
      // it would stay disabled, also for a token that works again
      if (arn !== undefined) await remove(arn);
      return 'gone';
    }
  }

  async function remove(arn: string): Promise<void> {
    try {
      await client.send(new DeleteEndpointCommand({ EndpointArn: arn }));
    } catch (error) {
      // it is removed when it is found disabled again
      if (!isPassing(error)) throw refusal(error);
    }
  }

  return {
    async send(pushes) {
      const outcomes: PushOutcome[] = [];
      for (let start = 0; start < pushes.length; start += atOnce) {
        outcomes.push(...(await Promise.all(pushes.slice(start, start + atOnce).map(sendOne))));
      }
      return outcomes;
    },
  };
}

/** SNS's own words may hold the token, which must not get into a log: its error's name says enough. */
function refusal(error: unknown): Error {
  return new Error(`SNS removed no endpoint: ${error instanceof Error ? error.name : 'unknown error'}`);
}

/** The message for each service, as SNS hands it on. */
function messageOf({ address, payload, topic, urgency, ttlSeconds }: Push<MobileAddress>): string {
  const place = payload.type === 'new' ? withoutTexts(payload) : payload;
  if (address.type === 'fcm') {
    const android = {
      priority: urgency === 'high' ? 'high' : 'normal',
      ttl: `${ttlSeconds}s`,
      collapse_key: topic,
    };
    const message = { data: { payload: JSON.stringify(place) }, android };
    return JSON.stringify({ default: '', GCM: JSON.stringify({ fcmV1Message: { message } }) });
  }
  const { unreadCount } = payload;
  const aps =
    place.type === 'new'
      ? {
          // the app phrases it, in the language of the device, and may load what the message says
          alert: { 'loc-key': 'push.new' },
          'mutable-content': 1,
          badge: unreadCount,
          ...(!place.silent && { sound: 'default' }),
        }
      : { 'content-available': 1, badge: unreadCount };
  const text = JSON.stringify({ aps, payload: place });
  return JSON.stringify({ default: '', APNS: text, APNS_SANDBOX: text });
}

/** What SNS turns into headers of Apple, and what it does with those that it cannot deliver at once. */
function attributesOf({ address, payload, topic, urgency, ttlSeconds }: Push<MobileAddress>) {
  const text = (value: string): MessageAttributeValue => ({ DataType: 'String', StringValue: value });
  if (address.type === 'fcm') return { 'AWS.SNS.MOBILE.FCM.TTL': text(String(ttlSeconds)) };
  const isShown = payload.type === 'new';
  return {
    'AWS.SNS.MOBILE.APNS.TTL': text(String(ttlSeconds)),
    'AWS.SNS.MOBILE.APNS.COLLAPSE_ID': text(topic),
    'AWS.SNS.MOBILE.APNS.PUSH_TYPE': text(isShown ? 'alert' : 'background'),
    'AWS.SNS.MOBILE.APNS.PRIORITY': text(isShown && urgency === 'high' ? '10' : '5'),
  };
}
