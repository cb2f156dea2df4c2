import { getOwnProfile, updateOwnProfile } from '../../shared/accounts/index.ts';
import { followTopics, getFollowedTopics } from '../../shared/discovery/index.ts';
import { blockUser, getUser, listBlocks, searchUsers, unblockUser } from '../../shared/relations/index.ts';
import { setStatus } from '../../shared/realtime/index.ts';
import { routes } from '../../shared/protocol/index.ts';
import { botEndpoints } from './bots.ts';
import { httpLambda, on, reply } from './service.ts';

export const lambda = httpLambda([
  on(routes.getOwnProfile, async ({ app, caller }) => reply(200, await getOwnProfile(app, caller))),
  on(routes.updateOwnProfile, async ({ app, caller, body }) =>
    reply(200, await updateOwnProfile(app, caller, body)),
  ),
  on(routes.setStatus, async ({ app, caller, body }) => {
    const { pushed } = await setStatus(app, caller.userId, body.status);
    return reply(200, body, pushed);
  }),
  on(routes.listBlocks, async ({ app, caller, query }) => reply(200, await listBlocks(app, caller, query))),
  on(routes.blockUser, async ({ app, caller, params: { userId } }) => {
    const { pushed } = await blockUser(app, caller, userId);
    return reply(204, null, pushed);
  }),
  on(routes.unblockUser, async ({ app, caller, params: { userId } }) => {
    const { pushed } = await unblockUser(app, caller, userId);
    return reply(204, null, pushed);
  }),
  on(routes.getFollowedTopics, async ({ app, caller }) => reply(200, await getFollowedTopics(app, caller))),
  on(routes.followTopics, async ({ app, caller, body }) =>
    reply(200, await followTopics(app, caller, body.topics)),
  ),
  on(routes.searchUsers, async ({ app, caller, query }) => reply(200, await searchUsers(app, caller, query))),
  on(routes.getUser, async ({ app, caller, params: { id } }) => reply(200, await getUser(app, caller, id))),
  ...botEndpoints,
]);
