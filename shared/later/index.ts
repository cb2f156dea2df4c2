/** What users have done later: messages that are sent at a time, and reminders of messages. */
export type { LaterContext } from './context.ts';
export { deleteScheduled } from './end-scheduled.ts';
export { forgetConversation } from './forget-conversation.ts';
export { listScheduled } from './list-scheduled.ts';
export { deleteReminder, listReminders, remind, setReminder } from './reminders.ts';
export { changeScheduled, scheduleMessage } from './schedule-message.ts';
export { sendScheduledInTime, sendScheduledNow } from './send-scheduled.ts';
export { laterStore, type LaterStore } from './store.ts';
export type { LaterWork } from './work.ts';
