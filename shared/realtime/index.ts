/** Realtime: whose sockets are open, and pushing events to them. */
export { endSockets } from './end-sockets.ts';
export type { Presence, Socket } from './model.ts';
export { openSocket } from './open-socket.ts';
export { presenceStore, type PresenceStore } from './presence-store.ts';
export { publish } from './publish.ts';
