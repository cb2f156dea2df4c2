import type { Caller } from '../accounts/index.ts';
import type { NotificationSettings, UpdateNotificationSettingsRequest } from '../protocol/index.ts';
import { publish, theseUsers } from '../realtime/index.ts';
import type { NotificationsContext } from './context.ts';

/** What notifies the caller, and how. */
export const getNotificationSettings = (
  context: Pick<NotificationsContext, 'notifications'>,
  { userId }: Caller,
): Promise<NotificationSettings> => context.notifications.settings(userId);

/** Changes what is given of it; the caller's devices learn of it. */
export async function updateNotificationSettings(
  context: NotificationsContext,
  { userId }: Caller,
  changes: UpdateNotificationSettingsRequest,
): Promise<{ settings: NotificationSettings; pushed: Promise<void> }> {
  const settings = await context.notifications.changeSettings(userId, changes);
  const event = { type: 'notification:settings', data: settings } as const;
  return { settings, pushed: publish(context, theseUsers([userId]), event) };
}
