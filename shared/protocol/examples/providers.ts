import type { providerRoutes } from '../providers.ts';
import type { RouteExamples } from './example.ts';
import { createdAt, deviceToken, tokens, user } from './values.ts';

const google = { id: 'google', name: 'Google' };
const params = { id: google.id };
const ticket = 'Wm3sT0kL9xQvBn5yRc1hUeJd8fAg2ZpI7oXrMlVtEwY';
const token = 'p4TnYw8sKc0vXh2LmRb6QeUzJd1GfAi9oZxVtEqS5Ck';
const start = {
  url: 'https://accounts.google.com/o/oauth2/v2/auth?client_id=1234.apps.googleusercontent.com&response_type=code',
  ticket,
  expiresIn: 600,
};
const answer = { ticket, state: 'q7RkVd2sYx', code: '4/0AfJohXn', iss: 'https://accounts.google.com' };
const identity = {
  id: 'Vt5yQm1Lz8cXr0NbKw3HsPeUjDg6RfAo9iTx2ZvEqYk',
  provider: google.id,
  name: google.name,
  createdAt,
  lastUsedAt: null,
};
const proof = { password: 'correct horse' };

export const providerRouteExamples: RouteExamples<typeof providerRoutes> = {
  listProviders: { reply: { items: [google], nextCursor: null } },
  startProviderSignIn: { params, reply: start },
  finishProviderSignIn: {
    params,
    body: answer,
    reply: {
      auth: null,
      pending: {
        needs: 'username',
        token,
        expiresIn: 600,
        email: 'ada@example.org',
        username: 'ada',
        name: 'Ada Lovelace',
      },
    },
  },
  confirmProviderSignIn: { body: { token, code: '492039' }, reply: { ...tokens, user, deviceToken } },
  signUpWithProvider: {
    body: { token, username: 'ada', name: 'Ada Lovelace' },
    reply: { ...tokens, user, deviceToken },
  },
  listIdentities: { reply: { items: [identity], nextCursor: null } },
  startIdentity: { params, body: proof, reply: start },
  addIdentity: { body: answer, reply: identity },
  removeIdentity: { params: { id: identity.id }, body: proof },
};
