import * as z from 'zod';
import { idOf, replyText } from './bounds.ts';
import { pageOf, time } from './common.ts';
import { defineRoutes, idParam } from './route.ts';

export const session = z
  .object({
    id: idOf('the session'),
    device: replyText(128, 'What signed in, in words: `Firefox on Windows`; empty if it did not say.'),
    current: z.boolean().describe('Whether it is the session that asks.'),
    connected: z.boolean().describe('Whether it has an open socket.'),
    createdAt: time('When it signed in.'),
    lastUsedAt: time(
      'When it signed in or last got new tokens, which it does every 15 minutes while in use.',
    ),
  })
  .meta({ id: 'Session', description: 'A device that is signed in.' });

export const sessionList = pageOf(session).meta({ id: 'SessionList', description: 'Your devices.' });
export type SessionList = z.infer<typeof sessionList>;

export const endSessionsQuery = z.strictObject({
  except: z.enum(['current']).optional().describe('`current` keeps the session that asks.'),
});

export const sessionRoutes = defineRoutes({
  listSessions: {
    tag: 'auth',
    method: 'GET',
    path: '/auth/sessions',
    summary: 'List the devices on which you are signed in',
    replies: { 200: sessionList },
    errors: [],
  },
  endSession: {
    tag: 'auth',
    method: 'DELETE',
    path: '/auth/sessions/{id}',
    summary: 'Sign one of your devices out',
    params: { id: idParam('the session', 'session_not_found') },
    replies: { 204: null },
    errors: [],
  },
  endSessions: {
    tag: 'auth',
    method: 'DELETE',
    path: '/auth/sessions',
    summary: 'Sign all of your devices out, or all others',
    query: endSessionsQuery,
    replies: { 204: null },
    errors: [],
  },
});
