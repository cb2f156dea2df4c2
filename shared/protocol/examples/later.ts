import type { laterEvents, laterRoutes } from '../later.ts';
import type { Reminder, ScheduledMessage } from '../later.ts';
import type { EventExamples, RouteExamples } from './example.ts';
import { clientId, conversationId, createdAt, message, messageId, sent } from './values.ts';

const id = 'sch_Vb2mT7rJq1ZsLx9KfHwN4g';
const params = { id };
const sendAt = '2026-11-21T08:00:00.000Z';
const scheduled: ScheduledMessage = {
  id,
  conversationId,
  text: 'Good morning',
  attachments: [],
  replyTo: null,
  sendAt,
  createdAt,
  version: 0,
};
const reminder: Reminder = {
  id: messageId,
  conversationId,
  seq: 7,
  at: sendAt,
  note: 'Answer Ada',
  due: false,
  version: 0,
  message,
};

export const laterRouteExamples: RouteExamples<typeof laterRoutes> = {
  scheduleMessage: { body: { conversationId, text: 'Good morning', sendAt, clientId }, reply: scheduled },
  listScheduled: { query: { conversationId }, reply: { items: [scheduled] } },
  changeScheduled: {
    params,
    body: { text: 'Good morning, all', sendAt },
    reply: { ...scheduled, text: 'Good morning, all', version: 1 },
  },
  deleteScheduled: { params },
  sendScheduled: { params, reply: sent },
  listReminders: { reply: { items: [reminder] } },
  setReminder: { params: { id: messageId }, body: { at: sendAt, note: 'Answer Ada' }, reply: reminder },
  deleteReminder: { params: { id: messageId } },
};

export const laterEventExamples: EventExamples<typeof laterEvents> = {
  'scheduled:updated': { ...scheduled, failure: 'muted', version: 1 },
  'scheduled:removed': { id, conversationId, sent: true },
  'reminder:updated': reminder,
  'reminder:due': { ...reminder, due: true, version: 1 },
  'reminder:removed': { id: messageId, conversationId },
};
