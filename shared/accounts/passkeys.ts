import { ChatError } from '../platform/errors.ts';
import { ConditionFailed } from '../platform/table.ts';
import { wireTime } from '../platform/time.ts';
import {
  limits,
  type AddPasskeyRequest,
  type AuthReply,
  type Passkey,
  type PasskeyCeremony,
  type PasskeyList,
  type PasskeySignInRequest,
  type ProofRequest,
} from '../protocol/index.ts';
import { ownEntry, recordOwn } from './audit.ts';
import { confirmOwner } from './confirm-owner.ts';
import type { AccountsContext } from './context.ts';
import type { Caller, Source } from './model.ts';
import type { StoredPasskey } from './passkey-store.ts';
import { keepSecondFactor } from './require-role.ts';
import { queueNotice } from './send-mail.ts';
import { authReply, newSession } from './sessions.ts';

/** The library is large: only the ceremonies load it. */
const webAuthn = () => import('@simplewebauthn/server');

/** Ed25519, ES256 and RS256, by their numbers in COSE: together every passkey knows one of them. */
const algorithms = [-8, -7, -257];

/** A passkey belongs to the host that the web client is served from, and works on no other. */
const relyingParty = (origin: string) => new URL(origin).hostname;

export async function listPasskeys(context: AccountsContext, { userId }: Caller): Promise<PasskeyList> {
  const passkeys = await context.passkeys.list(userId);
  return { items: passkeys.sort((a, b) => b.createdAt - a.createdAt).map(viewPasskey), nextCursor: null };
}

/** What a browser needs to make a passkey. Throws what `confirmOwner` throws, and `too_many_passkeys`. */
export async function beginPasskey(
  context: AccountsContext,
  caller: Caller,
  source: Source,
  proof: ProofRequest,
): Promise<PasskeyCeremony> {
  const { origin } = source;
  const account = await confirmOwner(context, caller, source, 'add-passkey', proof);
  const known = await context.passkeys.list(account.id);
  refuseBeyondLimit(known);
  const { generateRegistrationOptions } = await webAuthn();
  const options = await generateRegistrationOptions({
    rpName: 'ChatFlow',
    rpID: relyingParty(origin),
    userName: account.username,
    userDisplayName: account.name,
    userID: new Uint8Array(Buffer.from(account.id)),
    challenge: new Uint8Array(context.random(32)),
    // known by the device, so that signing in asks for no username
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: algorithms,
    excludeCredentials: known.map(({ credentialId }) => ({ id: credentialId })),
  });
  const { challenge } = options;
  const userId = account.id;
  const challengeId = await context.passkeys.addChallenge({ challenge, purpose: 'add', userId, origin });
  return { challengeId, options: { ...options } };
}

/** Throws `invalid_passkey`, `too_many_passkeys`. */
export async function addPasskey(
  context: AccountsContext,
  { userId }: Caller,
  source: Source,
  { challengeId, name, response }: AddPasskeyRequest,
): Promise<Passkey> {
  const challenge = await context.passkeys.takeChallenge(challengeId);
  if (challenge?.purpose !== 'add' || challenge.userId !== userId) throw unknownChallenge();
  refuseBeyondLimit(await context.passkeys.list(userId));
  const { verifyRegistrationResponse } = await webAuthn();
  const { registrationInfo } = await accepted(() =>
    verifyRegistrationResponse({
      response: response as Parameters<typeof verifyRegistrationResponse>[0]['response'],
      expectedChallenge: challenge.challenge,
      expectedOrigin: challenge.origin,
      expectedRPID: relyingParty(challenge.origin),
      supportedAlgorithmIDs: algorithms,
    }),
  );
  if (!registrationInfo) throw notAccepted();
  const { credential } = registrationInfo;
  const added = await context.passkeys.add(userId, {
    credentialId: credential.id,
    publicKey: credential.publicKey,
    counter: credential.counter,
    transports: credential.transports ?? [],
    name,
    createdAt: context.clock.now(),
  });
  await recordOwn(context, source, 'add-passkey', userId);
  await queueNotice(context, source, { mail: 'passkey-added', userId, device: name });
  return viewPasskey(added);
}

/** Throws what `confirmOwner` throws, `passkey_not_found`, and `role_needs_second_factor` for the last factor of a role. */
export async function removePasskey(
  context: AccountsContext,
  caller: Caller,
  source: Source,
  passkeyId: string,
  proof: ProofRequest,
): Promise<void> {
  const account = await confirmOwner(context, caller, source, 'remove-passkey', proof);
  await keepSecondFactor(context, account, { passkeyId });
  if (!(await context.passkeys.remove(caller.userId, passkeyId))) throw new ChatError('passkey_not_found');
  await recordOwn(context, source, 'remove-passkey', caller.userId);
}

/** What a browser needs to sign in with any passkey that it has for this host. Throws `rate_limited`. */
export async function beginPasskeySignIn(
  context: AccountsContext,
  { address, origin }: Source,
): Promise<PasskeyCeremony> {
  await context.limits.take('login', address);
  const { generateAuthenticationOptions } = await webAuthn();
  const options = await generateAuthenticationOptions({
    rpID: relyingParty(origin),
    challenge: new Uint8Array(context.random(32)),
    userVerification: 'required',
  });
  const { challenge } = options;
  const challengeId = await context.passkeys.addChallenge({ challenge, purpose: 'sign-in', origin });
  return { challengeId, options: { ...options } };
}

/**
 * Signs a device in by a passkey, which proves something that one has and, as the device verified its user, something that
 * one knows or is: no code is asked for besides. Throws `invalid_passkey`, `rate_limited`.
 */
export async function signInWithPasskey(
  context: AccountsContext,
  source: Source,
  { challengeId, response }: PasskeySignInRequest,
): Promise<AuthReply> {
  await context.limits.take('login', source.address);
  const challenge = await context.passkeys.takeChallenge(challengeId);
  if (challenge?.purpose !== 'sign-in') throw unknownChallenge();
  const userId = Buffer.from(response.response.userHandle ?? '', 'base64url').toString();
  const account = userId === '' ? undefined : await context.accounts.get(userId);
  const passkey = account && (await context.passkeys.byCredential(account.id, response.id));
  if (!account || !passkey) throw notAccepted();
  const { verifyAuthenticationResponse } = await webAuthn();
  const { verified, authenticationInfo } = await accepted(() =>
    verifyAuthenticationResponse({
      response: response as Parameters<typeof verifyAuthenticationResponse>[0]['response'],
      expectedChallenge: challenge.challenge,
      expectedOrigin: challenge.origin,
      expectedRPID: relyingParty(challenge.origin),
      credential: {
        id: passkey.credentialId,
        publicKey: new Uint8Array(passkey.publicKey),
        counter: passkey.counter,
      },
    }),
  );
  if (!verified) throw notAccepted();
  const session = await newSession(context, account, source, 'passkey');
  try {
    const at = context.clock.now();
    await context.passkeys.noteUse(account.id, passkey, { counter: authenticationInfo.newCounter, at });
    const entry = await ownEntry(context, source, 'sign-in', account.id);
    await context.accounts.addSession(session, account, [entry]);
  } catch (error) {
    // it signed elsewhere, was removed, or the account changed at this moment
    if (error instanceof ConditionFailed) throw notAccepted();
    throw error;
  }
  context.metrics.count('SignIns');
  return authReply(context, account, session);
}

const viewPasskey = ({ id, name, createdAt, lastUsedAt }: StoredPasskey): Passkey => ({
  id,
  name,
  createdAt: wireTime(createdAt),
  lastUsedAt: lastUsedAt === undefined ? null : wireTime(lastUsedAt),
});

function refuseBeyondLimit(known: readonly StoredPasskey[]): void {
  if (known.length < limits.passkeysPerUser) return;
  throw new ChatError('too_many_passkeys', `An account has at most ${limits.passkeysPerUser} passkeys.`);
}

/** The library throws an `Error` for whatever does not fit: another origin, another challenge, a broken signature. */
async function accepted<T>(verify: () => Promise<T>): Promise<T> {
  try {
    return await verify();
  } catch (error) {
    throw notAccepted(error);
  }
}

function notAccepted(cause?: unknown): ChatError {
  const error = new ChatError(
    'invalid_passkey',
    'This passkey was not accepted. Try again, or use your password.',
  );
  error.cause = cause;
  return error;
}

const unknownChallenge = () =>
  new ChatError('invalid_passkey', 'This took too long or was tried before. Try again.');
