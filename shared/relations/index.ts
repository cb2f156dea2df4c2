/** Relations: who blocked whom, and what users let others see and do. */
export { blockUser, unblockUser } from './block-user.ts';
export type { DirectConversations, RelationsContext } from './context.ts';
export { getUser } from './get-user.ts';
export { listBlocks } from './list-blocks.ts';
export { maySee } from './may-see.ts';
export { allows } from './policy.ts';
export { requireReachable } from './require-reachable.ts';
export { searchUsers } from './search-users.ts';
export { seePeople, type SeenPeople, type SeenPerson } from './see-people.ts';
export { showUserTo, type ShownUser } from './show-user.ts';
export { presenceSight } from './sight.ts';
export { relationStore, type RelationStore } from './store.ts';
