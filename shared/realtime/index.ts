/** Realtime: whose sockets are open, who is here, and pushing events. */
export { announce, announceBetween, announceOffline, isInGrace } from './announce.ts';
export { allBut, theseUsers, type Audience } from './audience.ts';
export { closeSocket } from './close-socket.ts';
export type { RealtimeContext } from './context.ts';
export { endSockets } from './end-sockets.ts';
export type { Guard, GuardedPresence, Presence, Socket, UserPresence } from './model.ts';
export { presenceStore, type PresenceStore, type Reachable, type Screen } from './presence-store.ts';
export { fanOut, publish, publishEach, publishKnown, publishToConnected } from './publish.ts';
export { setPresenceChoice, setStatus } from './appearance.ts';
export type { PresenceSight } from './sight.ts';
export { stayAlive } from './stay-alive.ts';
export { watchPresence } from './watch-presence.ts';
export { watchStore, type WatchStore } from './watch-store.ts';
export type { RealtimeWork } from './work.ts';
