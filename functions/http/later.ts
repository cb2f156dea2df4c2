import {
  changeScheduled,
  deleteReminder,
  deleteScheduled,
  listReminders,
  listScheduled,
  scheduleMessage,
  sendScheduledNow,
  setReminder,
} from '../../shared/later/index.ts';
import { routes } from '../../shared/protocol/index.ts';
import { httpLambda, on, reply } from './service.ts';

export const lambda = httpLambda([
  on(routes.scheduleMessage, async ({ app, caller, body }) => {
    const { scheduled, duplicate, pushed } = await scheduleMessage(app, caller, body);
    return reply(duplicate ? 200 : 201, scheduled, pushed);
  }),
  on(routes.listScheduled, async ({ app, caller, query }) =>
    reply(200, await listScheduled(app, caller, query)),
  ),
  on(routes.changeScheduled, async ({ app, caller, params: { id }, body }) => {
    const { scheduled, pushed } = await changeScheduled(app, caller, id, body);
    return reply(200, scheduled, pushed);
  }),
  on(routes.deleteScheduled, async ({ app, caller, params: { id } }) => {
    const { pushed } = await deleteScheduled(app, caller, id);
    return reply(204, null, pushed);
  }),
  on(routes.sendScheduled, async ({ app, caller, params: { id } }) => {
    const { reply: sent, pushed } = await sendScheduledNow(app, caller.userId, id);
    return reply(201, sent, pushed);
  }),
  on(routes.listReminders, async ({ app, caller }) => reply(200, await listReminders(app, caller))),
  on(routes.setReminder, async ({ app, caller, params: { id }, body }) => {
    const { reminder, pushed } = await setReminder(app, caller, id, body);
    return reply(200, reminder, pushed);
  }),
  on(routes.deleteReminder, async ({ app, caller, params: { id } }) => {
    const { pushed } = await deleteReminder(app, caller, id);
    return reply(204, null, pushed);
  }),
]);
