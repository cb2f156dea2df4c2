import { checkUsername, login, logout, refresh, register } from '../../shared/accounts/index.ts';
import { routes } from '../../shared/protocol/index.ts';
import { httpLambda, on, reply } from './service.ts';

export const lambda = httpLambda([
  on(routes.checkUsername, async ({ app, params: { username } }) =>
    reply(200, await checkUsername(app, username)),
  ),
  on(routes.register, async ({ app, body }) => reply(201, await register(app, body))),
  on(routes.login, async ({ app, body }) => reply(200, await login(app, body))),
  on(routes.refresh, async ({ app, body }) => reply(200, await refresh(app, body))),
  on(routes.logout, async ({ app, caller, body }) => {
    await logout(app, caller, body);
    return reply(204, null);
  }),
]);
