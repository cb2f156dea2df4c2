import { getOwnProfile, getUser, searchUsers, updateOwnProfile } from '../../shared/accounts/index.ts';
import { routes } from '../../shared/protocol/index.ts';
import { on, reply } from './service.ts';

export const usersEndpoints = [
  on(routes.getOwnProfile, async ({ app, caller }) => reply(200, await getOwnProfile(app, caller))),
  on(routes.updateOwnProfile, async ({ app, caller, body }) =>
    reply(200, await updateOwnProfile(app, caller, body)),
  ),
  on(routes.searchUsers, async ({ app, query }) => reply(200, await searchUsers(app, query))),
  on(routes.getUser, async ({ app, id }) => reply(200, await getUser(app, id))),
];
