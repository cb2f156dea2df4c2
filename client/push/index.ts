/** What service workers need of the client: to read pushes, and to know whose they may show. They load nothing else of it. */
export type { ClearedPush, NewPush, PushPayload } from '../api/contract.ts';
export { indexedDbStorage } from '../storage/indexed-db-storage.ts';
export { readPush } from './read-push.ts';
export { sessionIn } from './session-in.ts';
