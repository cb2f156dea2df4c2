import type { credentialRoutes } from '../credentials.ts';
import type { RouteExamples } from './example.ts';
import { linkToken } from './values.ts';

export const credentialRouteExamples: RouteExamples<typeof credentialRoutes> = {
  forgotPassword: { body: { email: 'ada@example.org' } },
  resetPassword: { body: { token: linkToken, password: 'a horse of another colour' } },
  changePassword: { body: { currentPassword: 'correct horse', newPassword: 'a horse of another colour' } },
  verifyEmail: { body: { token: linkToken } },
  resendVerification: {},
  changeEmail: { body: { password: 'correct horse', email: 'ada@example.com' } },
};
