/** Accounts: who people are, how they prove it, and what others see of them. */
export { createAccessTokens, type AccessTokens } from './access-tokens.ts';
export { checkUsername } from './check-username.ts';
export type { AccountsContext } from './context.ts';
export { login } from './login.ts';
export { logout } from './logout.ts';
export type { Account, Caller } from './model.ts';
export { openSocket } from './open-socket.ts';
export { getOwnProfile, getUser, updateOwnProfile } from './profile.ts';
export { refresh } from './refresh.ts';
export { register } from './register.ts';
export { searchUsers } from './search-users.ts';
export { accountStore, type AccountStore } from './store.ts';
export { accountKeyContext, viewUserSummary } from './views.ts';
