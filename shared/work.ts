import * as z from 'zod';
import { accountWork } from './accounts/work.ts';
import { conversationWork } from './conversations/work.ts';
import { groupWork } from './groups/work.ts';
import { laterWork } from './later/work.ts';
import { mediaWork } from './media/work.ts';
import { messageWork } from './messages/work.ts';
import { notificationWork } from './notifications/work.ts';
import { realtimeWork } from './realtime/work.ts';
import { searchWork } from './search/work.ts';
import { webhookWork } from './webhooks/work.ts';

/** Work for later, or for another function: each noun declares its own. It is done at least once, perhaps twice. */
export const work = z.discriminatedUnion('type', [
  ...realtimeWork,
  ...accountWork,
  ...conversationWork,
  ...groupWork,
  ...mediaWork,
  ...messageWork,
  ...laterWork,
  ...searchWork,
  ...notificationWork,
  ...webhookWork,
]);
export type Work = z.infer<typeof work>;
