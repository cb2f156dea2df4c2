import type { AccountsContext } from '../accounts/index.ts';
import type { InboxContext } from '../inbox/index.ts';
import type { Ports, Timers, WorkQueue } from '../platform/ports.ts';
import type { PushSender } from '../platform/push/push-sender.ts';
import type { NotificationStore } from './store.ts';
import type { NotificationWork } from './work.ts';

/** What notifications stand on, besides what they need of the inbox. */
export type NotificationsContext = InboxContext &
  Pick<Ports, 'outbound' | 'pushKey'> & {
    notifications: NotificationStore;
    timers: Timers<NotificationWork>;
    pushSender: PushSender;
    work: AccountsContext['work'] & WorkQueue<NotificationWork>;
  };
