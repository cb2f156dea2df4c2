/** Notifications: who is notified of what, the list of what a user has not seen yet, and what clears it. */
export { readConversation, readNotifications, showConversation } from './clear-notifications.ts';
export type { NotificationsContext } from './context.ts';
export { planDigestAfterLeaving, planDigests } from './plan-digest.ts';
export { sendDigest } from './send-digest.ts';
export { unsubscribeDigests } from './unsubscribe-digests.ts';
export { listNotifications } from './list-notifications.ts';
export { notify, notifyAccount } from './notify.ts';
export {
  notifyWorkAfterAudit,
  notifyWorkAfterConversation,
  notifyWorkAfterEntry,
  notifyWorkAfterRequest,
} from './occasions.ts';
export { sendCleared } from './push/clear-pushes.ts';
export { sendPushes } from './push/send-push.ts';
export { getPushKey, subscribePush, unsubscribePush } from './push/subscribe.ts';
export { getNotificationSettings, updateNotificationSettings } from './settings.ts';
export { notificationStore, type NotificationStore } from './store.ts';
export type { NotificationWork } from './work.ts';
