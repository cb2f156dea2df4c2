/** Realtime: whose sockets are open, who is here, and pushing events. */
export { announceOffline } from './announce.ts';
export { closeSocket } from './close-socket.ts';
export { endSockets } from './end-sockets.ts';
export type { Presence, Socket } from './model.ts';
export { openSocket } from './open-socket.ts';
export { tellsEverybody } from './policy.ts';
export { presenceStore, type PresenceStore } from './presence-store.ts';
export { fanOut, publish, publishEach } from './publish.ts';
export { setHidden, setStatus } from './appearance.ts';
export { stayAlive } from './stay-alive.ts';
export { watchPresence } from './watch-presence.ts';
export { watchStore, type WatchStore } from './watch-store.ts';
