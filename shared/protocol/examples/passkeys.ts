import type { passkeyRoutes } from '../passkeys.ts';
import type { RouteExamples } from './example.ts';
import { createdAt, deviceToken, tokens, user } from './values.ts';

const challengeId = 'chl_f2GmXbQ8zLr0TkYwHn5VcA';
const challenge = 'kY3m0cVxJq7bTz1RfWn8sLh5DpGe2uAo9iXrMvZdQ4E';
const id = 'r8N2vYwJq0mKc5XzTfLh3g';
const passkey = { id: 'Uq3x8Zp1Nc6vYh0KtRm4Lw', name: 'My phone', createdAt, lastUsedAt: null };
const clientDataJSON = 'eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIn0';

export const passkeyRouteExamples: RouteExamples<typeof passkeyRoutes> = {
  listPasskeys: { reply: { items: [passkey], nextCursor: null } },
  beginPasskey: {
    body: { password: 'correct horse' },
    reply: { challengeId, options: { challenge, rp: { id: 'chat.example.org', name: 'ChatFlow' } } },
  },
  addPasskey: {
    body: {
      challengeId,
      name: 'My phone',
      response: {
        id,
        rawId: id,
        type: 'public-key',
        response: { clientDataJSON, attestationObject: 'o2NmbXRkbm9uZQ', transports: ['internal'] },
      },
    },
    reply: passkey,
  },
  removePasskey: { params: { id: passkey.id }, body: { password: 'correct horse' } },
  beginPasskeySignIn: {
    reply: { challengeId, options: { challenge, rpId: 'chat.example.org', userVerification: 'required' } },
  },
  signInWithPasskey: {
    body: {
      challengeId,
      response: {
        id,
        rawId: id,
        type: 'public-key',
        response: {
          clientDataJSON,
          authenticatorData: 'SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAAAQ',
          signature: 'MEUCIQDk0mXbQ8',
          userHandle: 'dXNyX1lrM3RRMHY5WnJXMWFYaFB6TG1DMmc',
        },
      },
    },
    reply: { ...tokens, user, deviceToken },
  },
};
