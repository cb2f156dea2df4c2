import {
  getNotificationSettings,
  getPushKey,
  listNotifications,
  readNotifications,
  subscribePush,
  unsubscribeDigests,
  unsubscribePush,
  updateNotificationSettings,
} from '../../shared/notifications/index.ts';
import { routes } from '../../shared/protocol/index.ts';
import { oneClick } from './one-click.ts';
import { httpLambda, on, reply } from './service.ts';

export const lambda = httpLambda([
  on(routes.listNotifications, async ({ app, caller, query }) => {
    const { page, pushed } = await listNotifications(app, caller, query);
    return reply(200, page, pushed);
  }),
  on(routes.readNotifications, async ({ app, caller, body }) => {
    const { pushed } = await readNotifications(app, caller, body);
    return reply(200, { ok: true } as const, pushed);
  }),
  on(routes.getNotificationSettings, async ({ app, caller }) =>
    reply(200, await getNotificationSettings(app, caller)),
  ),
  on(routes.unsubscribeDigests, async ({ app, source, body }) => {
    const { pushed } = await unsubscribeDigests(app, source, body);
    return reply(204, null, pushed);
  }),
  on(routes.updateNotificationSettings, async ({ app, caller, body }) => {
    const { settings, pushed } = await updateNotificationSettings(app, caller, body);
    return reply(200, settings, pushed);
  }),
  on(routes.getPushKey, async ({ app }) => reply(200, await getPushKey(app))),
  on(routes.subscribePush, async ({ app, caller, body }) => {
    await subscribePush(app, caller, body);
    return reply(204, null);
  }),
  on(routes.unsubscribePush, async ({ app, caller }) => {
    await unsubscribePush(app, caller);
    return reply(204, null);
  }),
  ...oneClick,
]);
