import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { sendAccountMail } from '../../shared/accounts/index.ts';
import type { App } from '../../shared/app.ts';
import { announceUser } from '../../shared/conversations/index.ts';
import { announceAvatar, eraseGroup, retireBot } from '../../shared/groups/index.ts';
import { eraseMedia } from '../../shared/media/index.ts';
import { remind, sendScheduledInTime } from '../../shared/later/index.ts';
import { refreshListing } from '../../shared/listings/index.ts';
import {
  announceMedia,
  beginExpiry,
  countVotes,
  endAbandonedStream,
  eraseBelongings,
  eraseExpired,
  expireMessage,
  previewLink,
} from '../../shared/messages/index.ts';
import {
  notify,
  notifyAccount,
  planDigestAfterLeaving,
  planDigests,
  sendCleared,
  sendDigest,
  sendPushes,
} from '../../shared/notifications/index.ts';
import { inSpan } from '../../shared/platform/tracing/span.ts';
import { eraseIndex, indexMessages, unindexExpired } from '../../shared/search/index.ts';
import { work, type Work } from '../../shared/work.ts';
import { announceOffline, fanOut } from '../../shared/realtime/index.ts';
import { deliverTest, deliverWebhook, deliverWebhooks, eraseWebhooks } from '../../shared/webhooks/index.ts';
import { defineLambda } from '../lambda.ts';

/** The consumer of the work queue: what fails is delivered again, alone, and in the end put aside (dead letters). */
export type WorkFunction = (event: SQSEvent) => Promise<SQSBatchResponse>;

export function workFunction(app: App): WorkFunction {
  return async ({ Records }) => {
    const outcomes = await Promise.all(
      Records.map(async ({ messageId, body }) => {
        try {
          const task = work.parse(JSON.parse(body));
          await inSpan(task.type, () => perform(app, task));
          return [];
        } catch (error) {
          app.log.error({ err: error, messageId }, 'queued work failed');
          return [{ itemIdentifier: messageId }];
        }
      }),
    );
    return { batchItemFailures: outcomes.flat() };
  };
}

export const lambda = defineLambda('queue', workFunction);

function perform(app: App, task: Work): Promise<void> {
  switch (task.type) {
    case 'fan-out':
      return fanOut(app, task);
    case 'went-offline':
      return leave(app, task);
    case 'account-mail':
      return sendAccountMail(app, task);
    case 'announce-user':
      return announceUser(app, task);
    case 'retire-bot':
      return retireBot(app, task);
    case 'refresh-listing':
      return refreshListing(app, task);
    case 'announce-media':
      return announceFile(app, task);
    case 'erase-media':
      return eraseMedia(app, task);
    case 'erase-belongings':
      return eraseBelongings(app, task);
    case 'end-stream':
      return endAbandonedStream(app, task);
    case 'count-votes':
      return countVotes(app, task);
    case 'begin-expiry':
      return beginExpiry(app, task);
    case 'expire-message':
      return expireMessage(app, task);
    case 'erase-expired':
      return eraseAndUnindex(app, task);
    case 'send-scheduled':
      return sendScheduledInTime(app, task);
    case 'remind':
      return remind(app, task);
    case 'erase-group':
      return eraseGroup(app, task);
    case 'preview-link':
      return previewLink(app, task);
    case 'index-messages':
      return indexMessages(app, task);
    case 'erase-index':
      return eraseIndex(app, task);
    case 'notify':
      return notify(app, task);
    case 'notify-account':
      return notifyAccount(app, task);
    case 'plan-digests':
      return planDigests(app, task);
    case 'send-digest':
      return sendDigest(app, task);
    case 'deliver-webhooks':
      return deliverWebhooks(app, task);
    case 'deliver-webhook':
      return deliverWebhook(app, task);
    case 'test-webhook':
      return deliverTest(app, task);
    case 'erase-webhooks':
      return eraseWebhooks(app, task);
    case 'push':
      return sendPushes(app, task);
    case 'push-cleared':
      return sendCleared(app, task);
  }
}

async function leave(app: App, task: { userId: string; leftAt: number }): Promise<void> {
  if (await announceOffline(app, task)) await planDigestAfterLeaving(app, task);
}

async function eraseAndUnindex(app: App, task: Parameters<typeof eraseExpired>[1]): Promise<void> {
  await eraseExpired(app, task);
  await unindexExpired(app, task);
}

async function announceFile(app: App, task: { mediaId: string }): Promise<void> {
  await announceMedia(app, task);
  await announceAvatar(app, task);
}
