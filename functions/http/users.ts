import { getOwnProfile, getUser, searchUsers, updateOwnProfile } from '../../shared/accounts/index.ts';
import { setStatus } from '../../shared/realtime/index.ts';
import { routes } from '../../shared/protocol/index.ts';
import { on, reply } from './service.ts';

export const usersEndpoints = [
  on(routes.getOwnProfile, async ({ app, caller }) => reply(200, await getOwnProfile(app, caller))),
  on(routes.updateOwnProfile, async ({ app, caller, body }) =>
    reply(200, await updateOwnProfile(app, caller, body)),
  ),
  on(routes.setStatus, async ({ app, caller, body }) => {
    const { pushed } = await setStatus(app, caller.userId, body.status);
    await pushed;
    return reply(200, body);
  }),
  on(routes.searchUsers, async ({ app, query }) => reply(200, await searchUsers(app, query))),
  on(routes.getUser, async ({ app, id }) => reply(200, await getUser(app, id))),
];
