import {
  addIdentity,
  addPasskey,
  beginPasskey,
  beginPasskeySignIn,
  changeEmail,
  changePassword,
  checkUsername,
  confirmProviderSignIn,
  enrolSecondFactor,
  endOwnSession,
  endOwnSessions,
  finishProviderSignIn,
  forgotPassword,
  getSecondFactor,
  listIdentities,
  listPasskeys,
  listProviders,
  listSessions,
  login,
  logout,
  refresh,
  register,
  removeIdentity,
  removePasskey,
  renewRecoveryCodes,
  resendVerification,
  resetPassword,
  setUpSecondFactor,
  signInWithPasskey,
  signUpWithProvider,
  startIdentity,
  startProviderSignIn,
  turnOffSecondFactor,
  turnOnSecondFactor,
  verifyEmail,
} from '../../shared/accounts/index.ts';
import { getRegistration } from '../../shared/admin/index.ts';
import { routes } from '../../shared/protocol/index.ts';
import { providerForm } from './provider-form.ts';
import { httpLambda, on, reply } from './service.ts';

export const lambda = httpLambda([
  on(routes.checkUsername, async ({ app, source, params: { username } }) =>
    reply(200, await checkUsername(app, source, username)),
  ),
  on(routes.register, async ({ app, source, body }) => reply(201, await register(app, source, body))),
  on(routes.login, async ({ app, source, body }) => reply(200, await login(app, source, body))),
  on(routes.refresh, async ({ app, source, body }) => reply(200, await refresh(app, source, body))),
  on(routes.logout, async ({ app, caller, source, body }) => {
    await logout(app, caller, source, body);
    return reply(204, null);
  }),
  on(routes.forgotPassword, async ({ app, source, body }) => {
    await forgotPassword(app, source, body);
    return reply(202, null);
  }),
  on(routes.resetPassword, async ({ app, source, body }) => {
    await resetPassword(app, source, body);
    return reply(204, null);
  }),
  on(routes.changePassword, async ({ app, caller, source, body }) => {
    await changePassword(app, caller, source, body);
    return reply(204, null);
  }),
  on(routes.verifyEmail, async ({ app, source, body }) => {
    await verifyEmail(app, source, body);
    return reply(204, null);
  }),
  on(routes.resendVerification, async ({ app, caller, source }) => {
    await resendVerification(app, caller, source);
    return reply(202, null);
  }),
  on(routes.changeEmail, async ({ app, caller, source, body }) => {
    await changeEmail(app, caller, source, body);
    return reply(202, null);
  }),
  on(routes.listSessions, async ({ app, caller }) => reply(200, await listSessions(app, caller))),
  on(routes.endSession, async ({ app, caller, source, params: { id } }) => {
    await endOwnSession(app, caller, source, id);
    return reply(204, null);
  }),
  on(routes.endSessions, async ({ app, caller, source, query }) => {
    await endOwnSessions(app, caller, source, { exceptCurrent: query.except === 'current' });
    return reply(204, null);
  }),
  on(routes.getRegistration, async ({ app }) => reply(200, await getRegistration(app))),
  on(routes.enrolSecondFactor, async ({ app, source, body }) =>
    reply(200, await enrolSecondFactor(app, source, body)),
  ),
  on(routes.getSecondFactor, async ({ app, caller }) => reply(200, await getSecondFactor(app, caller))),
  on(routes.setUpSecondFactor, async ({ app, caller, source, body }) =>
    reply(200, await setUpSecondFactor(app, caller, source, body)),
  ),
  on(routes.turnOnSecondFactor, async ({ app, caller, source, body }) =>
    reply(200, await turnOnSecondFactor(app, caller, source, body)),
  ),
  on(routes.renewRecoveryCodes, async ({ app, caller, source, body }) =>
    reply(200, await renewRecoveryCodes(app, caller, source, body)),
  ),
  on(routes.turnOffSecondFactor, async ({ app, caller, source, body }) => {
    await turnOffSecondFactor(app, caller, source, body);
    return reply(204, null);
  }),
  on(routes.listPasskeys, async ({ app, caller }) => reply(200, await listPasskeys(app, caller))),
  on(routes.beginPasskey, async ({ app, caller, source, body }) =>
    reply(200, await beginPasskey(app, caller, source, body)),
  ),
  on(routes.addPasskey, async ({ app, caller, source, body }) =>
    reply(201, await addPasskey(app, caller, source, body)),
  ),
  on(routes.removePasskey, async ({ app, caller, source, params: { id }, body }) => {
    await removePasskey(app, caller, source, id, body);
    return reply(204, null);
  }),
  on(routes.beginPasskeySignIn, async ({ app, source }) => reply(200, await beginPasskeySignIn(app, source))),
  on(routes.signInWithPasskey, async ({ app, source, body }) =>
    reply(200, await signInWithPasskey(app, source, body)),
  ),
  on(routes.listProviders, ({ app }) => Promise.resolve(reply(200, listProviders(app)))),
  on(routes.startProviderSignIn, async ({ app, source, params: { id } }) =>
    reply(200, await startProviderSignIn(app, source, id)),
  ),
  on(routes.finishProviderSignIn, async ({ app, source, params: { id }, body }) =>
    reply(200, await finishProviderSignIn(app, source, id, body)),
  ),
  on(routes.confirmProviderSignIn, async ({ app, source, body }) =>
    reply(200, await confirmProviderSignIn(app, source, body)),
  ),
  on(routes.signUpWithProvider, async ({ app, source, body }) =>
    reply(201, await signUpWithProvider(app, source, body)),
  ),
  on(routes.listIdentities, async ({ app, caller }) => reply(200, await listIdentities(app, caller))),
  on(routes.startIdentity, async ({ app, caller, source, params: { id }, body }) =>
    reply(200, await startIdentity(app, caller, source, id, body)),
  ),
  on(routes.addIdentity, async ({ app, caller, source, body }) =>
    reply(201, await addIdentity(app, caller, source, body)),
  ),
  on(routes.removeIdentity, async ({ app, caller, source, params: { id }, body }) => {
    await removeIdentity(app, caller, source, id, body);
    return reply(204, null);
  }),
  providerForm,
]);
