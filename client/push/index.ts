/** What service workers need of the client: to read pushes. They load nothing else of it. */
export type { ClearedPush, NewPush, PushPayload } from '../api/contract.ts';
export { readPush } from './read-push.ts';
