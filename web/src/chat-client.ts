import { createClient, indexedDbStorage } from '../../client/index.ts';
import { chatState } from '../../client/state/index.ts';

/** The list keeps as many chats; those without activity for the longest are left out. */
export const mostChats = 2_000;

/** What is deleted, such as a file that was not sent after all, is also when the page is just being left. */
const send: typeof fetch = (input, init) => fetch(input, { ...init, keepalive: init?.method === 'DELETE' });

/** The one client of the page: it stores the session, what waits to be sent and what was last on screen. */
export const client = createClient({
  baseUrl: location.origin,
  fetch: send,
  storage: indexedDbStorage('chatflow'),
  state: chatState({ conversations: mostChats }),
});
