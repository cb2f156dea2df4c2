/** Groups: their members, roles, bans and settings. */
export { addMembers } from './add-members.ts';
export { admission, requireNotBanned, requireRoom } from './admit.ts';
export { banUser, listBans, unbanUser } from './bans.ts';
export { changeGroup, changeGroupAs, type Changed, type GroupChange, type Moment } from './change-group.ts';
export type { GroupsContext } from './context.ts';
export { erasedGroup } from './store.ts';
export { deleteGroup, eraseGroup } from './delete-group.ts';
export { leaveGroup, transferGroup } from './leave-group.ts';
export { listMembers } from './list-members.ts';
export { removeMember, updateMember } from './members.ts';
export { updateOwnMembership } from './own-membership.ts';
export { groupStore, type GroupStore } from './store.ts';
export { eraseGroupWork, type GroupWork } from './work.ts';
export { updateGroup } from './update-group.ts';
