import type { AccountsContext } from '../accounts/index.ts';
import type { GroupsContext } from '../groups/index.ts';
import type { NotificationsContext } from '../notifications/index.ts';
import type { Ports, Timers, WorkQueue } from '../platform/ports.ts';
import type { HookStore } from './hook-store.ts';
import type { WebhookStore } from './store.ts';
import type { WebhookWork } from './work.ts';

/** What webhooks stand on, besides what they need of groups and notifications. */
export type WebhooksContext = GroupsContext &
  Pick<NotificationsContext, 'notifications'> &
  Pick<Ports, 'outbound'> & {
    timers: Timers<WebhookWork>;
    webhooks: WebhookStore;
    hooks: HookStore;
    work: AccountsContext['work'] & WorkQueue<WebhookWork>;
  };
