import {
  byCaller,
  changeRole,
  createInvitation,
  findUsers,
  getAdminUser,
  getSettings,
  listAudit,
  listInvitations,
  reinstateUser,
  revokeInvitation,
  secureUser,
  shownUser,
  suspendUser,
  updateSettings,
  verifyAudit,
} from '../../shared/admin/index.ts';
import { routes } from '../../shared/protocol/index.ts';
import { httpLambda, on, reply } from './service.ts';

export const lambda = httpLambda([
  on(routes.listAdminUsers, async ({ app, caller, query }) =>
    reply(200, await findUsers(app, caller, query)),
  ),
  on(routes.getAdminUser, async ({ app, caller, params: { id } }) =>
    reply(200, await getAdminUser(app, caller, id)),
  ),
  on(routes.suspendUser, async ({ app, caller, source, params: { id }, body: { until, reason } }) => {
    const ends = until ? Date.parse(until) : null;
    await suspendUser(app, byCaller(caller, source), id, { until: ends, reason });
    return reply(200, await shownUser(app, id));
  }),
  on(routes.reinstateUser, async ({ app, caller, source, params: { id } }) => {
    await reinstateUser(app, byCaller(caller, source), id);
    return reply(200, await shownUser(app, id));
  }),
  on(routes.endUserSessions, async ({ app, caller, source, params: { id } }) => {
    await secureUser(app, byCaller(caller, source), id, 'endSessions');
    return reply(204, null);
  }),
  on(routes.requirePassword, async ({ app, caller, source, params: { id } }) => {
    await secureUser(app, byCaller(caller, source), id, 'requirePassword');
    return reply(200, await shownUser(app, id));
  }),
  on(routes.requireSecondFactor, async ({ app, caller, source, params: { id } }) => {
    await secureUser(app, byCaller(caller, source), id, 'requireSecondFactor');
    return reply(200, await shownUser(app, id));
  }),
  on(routes.setUserRole, async ({ app, caller, source, params: { id }, body: { role } }) => {
    await changeRole(app, byCaller(caller, source), id, role);
    return reply(200, await shownUser(app, id));
  }),
  on(routes.getSettings, async ({ app, caller }) => reply(200, await getSettings(app, caller))),
  on(routes.updateSettings, async ({ app, caller, source, body }) =>
    reply(200, await updateSettings(app, byCaller(caller, source), body)),
  ),
  on(routes.createInvitation, async ({ app, caller, source, body }) =>
    reply(201, await createInvitation(app, caller, source, body)),
  ),
  on(routes.listInvitations, async ({ app, caller, query }) =>
    reply(200, await listInvitations(app, caller, query)),
  ),
  on(routes.revokeInvitation, async ({ app, caller, source, params: { id } }) => {
    await revokeInvitation(app, caller, source, id);
    return reply(204, null);
  }),
  on(routes.listAudit, async ({ app, caller, query }) => reply(200, await listAudit(app, caller, query))),
  on(routes.verifyAudit, async ({ app, caller, query }) => reply(200, await verifyAudit(app, caller, query))),
]);
