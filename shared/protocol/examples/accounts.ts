import type { accountRoutes } from '../accounts.ts';
import type { RouteExamples } from './example.ts';
import { deviceToken, user, tokens } from './values.ts';

export const accountRouteExamples: RouteExamples<typeof accountRoutes> = {
  checkUsername: { params: { username: 'ada' }, reply: { available: false } },
  register: {
    body: { username: 'ada', email: 'ada@example.org', name: 'Ada Lovelace', password: 'correct horse' },
    reply: { ...tokens, user, deviceToken },
  },
  login: { body: { username: 'ada', password: 'correct horse' }, reply: { ...tokens, user, deviceToken } },
  refresh: { body: { refreshToken: tokens.refreshToken }, reply: tokens },
  logout: { body: { refreshToken: tokens.refreshToken } },
};
