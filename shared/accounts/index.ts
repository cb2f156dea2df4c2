/** Accounts: who people are, how they prove it, and what others see of them. */
export { auditSource } from './audit.ts';
export { createAccessTokens, type AccessTokens } from './access-tokens.ts';
export { createBotTokens, type BotTokens } from './bots/bot-tokens.ts';
export { createBot, deleteBot, getBot, listBots, updateBot } from './bots/manage-bots.ts';
export { createBotToken, listBotTokens, revokeBotToken } from './bots/manage-tokens.ts';
export { looksLikeBotToken } from './bots/token-text.ts';
export { botTokenStore } from './bots/token-store.ts';
export { newBot, type BotToMake } from './bots/new-bot.ts';
export { requireSupported } from './addresses.ts';
export { checkUsername } from './check-username.ts';
export type { AccountsContext } from './context.ts';
export { changeEmail, resendVerification, verifyEmail } from './emails.ts';
export { endAllSessions } from './end-session.ts';
export { createGuesses } from './guesses.ts';
export { addIdentity, listIdentities, removeIdentity, startIdentity } from './identities.ts';
export { identityStore } from './identity-store.ts';
export { formPath, providerPage } from './ask-provider.ts';
export {
  confirmProviderSignIn,
  finishProviderSignIn,
  listProviders,
  signUpWithProvider,
  startProviderSignIn,
} from './provider-sign-in.ts';
export { invitationStore, type StoredInvitation } from './invitations.ts';
export { invalidLink, linkTokenStore } from './link-tokens.ts';
export { login } from './login.ts';
export { enrolSecondFactor } from './meet-requirements.ts';
export { logout } from './logout.ts';
export { languages, type Language } from './mails/languages.ts';
export { endOwnSession, endOwnSessions, listSessions, standingSessions } from './manage-sessions.ts';
export {
  addPasskey,
  beginPasskey,
  beginPasskeySignIn,
  listPasskeys,
  removePasskey,
  signInWithPasskey,
} from './passkeys.ts';
export { passkeyStore } from './passkey-store.ts';
export {
  nameTerms,
  searchTerm,
  searchTerms,
  type Account,
  type Caller,
  type Session,
  type Source,
} from './model.ts';
export { changePassword, forgotPassword, resetPassword } from './passwords.ts';
export { placeAccount, placedName, placedUsername } from './place-account.ts';
export { openSocket } from './open-socket.ts';
export { getOwnProfile, updateOwnProfile } from './profile.ts';
export { ownAccount } from './own-account.ts';
export { permitSession } from './policy.ts';
export {
  openPushAddress,
  pushAddressStore,
  sealPushAddress,
  type PushAddressStore,
} from './push-addresses.ts';
export { isLive } from './sessions.ts';
export { requireRole } from './require-role.ts';
export { permitTarget, type Authority, type RoleAction } from './role-policy.ts';
export { refresh } from './refresh.ts';
export { register } from './register.ts';
export { createRevocations } from './revocations.ts';
export {
  getSecondFactor,
  renewRecoveryCodes,
  setUpSecondFactor,
  turnOffSecondFactor,
  turnOnSecondFactor,
} from './second-factor.ts';
export { secondFactorStore } from './second-factor-store.ts';
export { composeDigest, type DigestContent, type DigestRow } from './mails/digest.ts';
export {
  invitationLink,
  invitationPlace,
  queueMail,
  sendAccountMail,
  verifiedRecipient,
} from './send-mail.ts';
export { accountStore, type AccountStore } from './store.ts';
export { openReason, refuseSuspended, sealReason, suspensionNow } from './suspension.ts';
export { accountKey, accountKeyContext, emailOf, viewUserSummary } from './views.ts';
