import { ChatError } from '../../../../shared/platform/errors.ts';
import { checkPassword, type FakeLinks } from './links.ts';
import type { FakePasskeys } from './passkeys.ts';
import { wireTime, type FakePeople, type Person, type Session } from './people.ts';
import type { FakeProviders } from './providers.ts';
import { noContent, ok, type Answers, type Reply } from './routes.ts';
import type { FakeSecondFactors } from './second-factor.ts';
import type { World } from './world.ts';

interface Accounts {
  people: FakePeople;
  links: FakeLinks;
  secondFactors: FakeSecondFactors;
  passkeys: FakePasskeys;
  providers: FakeProviders;
}

/** Signing in and out by every way, what proves who one is, and sessions. */
export function accountAnswers(world: World, accounts: Accounts): Answers {
  const { people, links, secondFactors, passkeys, providers } = accounts;

  function signIn(status: number, person: Person): Reply {
    const deviceToken = `device-${person.username}`;
    return { status, body: { ...people.signIn(person), user: people.ownUser(person), deviceToken } };
  }

  const viewSession = (session: Session, current: Session) => ({
    id: session.id,
    device: '',
    current: session === current,
    connected: world.isOpen(session),
    createdAt: wireTime(session.createdAt),
    lastUsedAt: wireTime(session.lastUsedAt),
  });

  return {
    register: ({ body }) => {
      checkPassword(body.password, 'password');
      const person = people.register(body);
      links.verification(person);
      return signIn(201, person);
    },
    login: ({ body }) => {
      const person = people.login(body.username, body.password);
      secondFactors.check(person, body.code);
      return signIn(200, person);
    },
    refresh: ({ body }) =>
      ok(people.refresh(body.refreshToken, (session) => world.endSockets(session, 'session_revoked'))),
    logout: ({ caller, body }) => {
      world.endSockets(people.logout(caller, body.refreshToken), 'signed_out');
      return noContent;
    },

    getSecondFactor: ({ caller }) => ok(secondFactors.get(caller)),
    setUpSecondFactor: ({ caller, body }) => ok(secondFactors.setUp(caller, body)),
    turnOnSecondFactor: ({ caller, body }) => ok(secondFactors.turnOn(caller, body.code)),
    turnOffSecondFactor: ({ caller, body }) => {
      secondFactors.turnOff(caller, body);
      return noContent;
    },
    renewRecoveryCodes: ({ caller, body }) => ok(secondFactors.renewRecoveryCodes(caller, body)),

    listPasskeys: ({ caller }) => ok({ items: passkeys.list(caller), nextCursor: null }),
    beginPasskey: ({ caller, body }) => {
      secondFactors.confirm(caller, body);
      return ok(passkeys.beginAdding(caller));
    },
    addPasskey: ({ caller, body }) => ({ status: 201, body: passkeys.add(caller, body) }),
    removePasskey: ({ caller, params, body }) => {
      secondFactors.confirm(caller, body);
      passkeys.remove(caller, params.id);
      return noContent;
    },
    beginPasskeySignIn: () => ok(passkeys.beginSignIn()),
    signInWithPasskey: ({ body }) => signIn(200, passkeys.signIn(body)),

    listProviders: () => ok({ items: providers.list, nextCursor: null }),
    startProviderSignIn: ({ params }) => ok(providers.begin(params.id)),
    finishProviderSignIn: ({ body }) => {
      const found = providers.signIn(body);
      if ('needs' in found) return ok({ auth: null, pending: found });
      if (!secondFactors.get(found).on) {
        return ok({ auth: signIn(200, found).body, pending: null });
      }
      const token = providers.keepPending(found.id);
      const nothing = { email: null, username: '', name: '' };
      return ok({ auth: null, pending: { needs: 'code', token, expiresIn: 600, ...nothing } });
    },
    confirmProviderSignIn: ({ body }) => {
      const person = people.get(providers.pendingOf(body.token));
      secondFactors.check(person, body.code);
      return signIn(200, person);
    },
    signUpWithProvider: ({ body }) => {
      const subject = providers.pendingOf(body.token);
      const person = people.register({
        username: body.username,
        name: body.name,
        email: `${subject}@example.com`,
        password: '',
      });
      person.emailVerified = true;
      providers.add(person, subject);
      return signIn(201, person);
    },
    listIdentities: ({ caller }) => ok({ items: providers.of(caller), nextCursor: null }),
    startIdentity: ({ caller, params, body }) => {
      secondFactors.confirm(caller, body);
      return ok(providers.begin(params.id, caller));
    },
    addIdentity: ({ caller, body }) => ({ status: 201, body: providers.connect(caller, body) }),
    removeIdentity: ({ caller, params, body }) => {
      secondFactors.confirm(caller, body);
      providers.remove(caller, params.id);
      return noContent;
    },

    forgotPassword: ({ body }) => {
      links.forgotPassword(body.email);
      return { status: 202 };
    },
    resetPassword: ({ body }) => {
      links.resetPassword(body);
      return noContent;
    },
    changePassword: ({ session, body }) => {
      if (session.person.password === body.currentPassword) secondFactors.check(session.person, body.code);
      links.changePassword(session, body);
      return noContent;
    },
    verifyEmail: ({ body }) => {
      links.verifyEmail(body.token);
      return noContent;
    },
    resendVerification: ({ caller }) => {
      links.verification(caller);
      return { status: 202 };
    },
    changeEmail: ({ caller, body }) => {
      if (caller.password === body.password) secondFactors.check(caller, body.code);
      links.changeEmail(caller, body);
      return { status: 202 };
    },

    listSessions: ({ session }) =>
      ok({
        items: people.sessions(session.person).map((one) => viewSession(one, session)),
        nextCursor: null,
      }),
    endSession: ({ caller, params }) => {
      const session = people.sessions(caller).find(({ id }) => id === params.id);
      if (session === undefined) throw new ChatError('session_not_found');
      people.end(session);
      world.endSockets(session, 'session_revoked');
      return noContent;
    },
    endSessions: ({ session, query }) => {
      links.endSessions(session.person, query.except && session.id);
      return noContent;
    },
  };
}
