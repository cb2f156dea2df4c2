import { createClient, indexedDbStorage } from '../../client/index.ts';
import { chatState } from '../../client/state/index.ts';

/** The list keeps as many chats; those without activity for the longest are left out. */
export const mostChats = 2_000;

/** The one client of the page: it stores the session, what waits to be sent and what was last on screen. */
export const client = createClient({
  baseUrl: location.origin,
  storage: indexedDbStorage('chatflow'),
  state: chatState({ conversations: mostChats }),
});
