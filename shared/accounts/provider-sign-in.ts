import { ChatError } from '../platform/errors.ts';
import { newId } from '../platform/ids.ts';
import type { ProvidedUser } from '../platform/ports.ts';
import { ConditionFailed } from '../platform/table.ts';
import {
  email as emailForm,
  type AuthReply,
  type ProviderAnswer,
  type ProviderCodeRequest,
  type ProviderList,
  type ProviderOutcome,
  type ProviderSignUpRequest,
  type ProviderStart,
} from '../protocol/index.ts';
import { requireSupported } from './addresses.ts';
import { admitPerson, requireRegistration } from './admit-person.ts';
import {
  beginAtProvider,
  hearFromProvider,
  requireProvider,
  stateInvalid,
  type ProviderContext,
} from './ask-provider.ts';
import { ownEntry, recordWrongCode } from './audit.ts';
import { requireCode } from './check-code.ts';
import type { AccountsContext } from './context.ts';
import { providerSeconds } from './identity-store.ts';
import type { Account, Source } from './model.ts';
import { newAccount } from './new-account.ts';
import { queueNotice } from './send-mail.ts';
import { authReply, newSession } from './sessions.ts';
import { suggestName, suggestUsername } from './suggestions.ts';
import { refuseSuspended } from './suspension.ts';
import { accountKey, accountKeyContext, emailOf, emailPlace } from './views.ts';

/** An account at a provider that signs in to one of ours. */
interface Entrance {
  provider: string;
  identity: string;
  /** Whether it becomes the user's by this, as both have the same proved address. */
  isNew: boolean;
}

export function listProviders({ providers }: Pick<ProviderContext, 'providers'>): ProviderList {
  return { items: providers.all.map(({ id, name }) => ({ id, name })), nextCursor: null };
}

/** Throws `provider_not_found`, `provider_unavailable`, `rate_limited`. */
export async function startProviderSignIn(
  context: AccountsContext,
  source: Source,
  providerId: string,
): Promise<ProviderStart> {
  await context.limits.take('provider', source.address);
  return beginAtProvider(context, source, providerId);
}

/**
 * Signs in who signed in at the provider, or says what is still needed. A user is known by the issuer and the subject;
 * by an address only where both sides have proved it. Throws `provider_not_found`, `provider_state_invalid`, `provider_refused`,
 * `provider_unavailable`, `provider_email_missing`, `provider_email_unverified`, `provider_email_taken`,
 * `email_not_supported`, `account_suspended`, `rate_limited`.
 */
export async function finishProviderSignIn(
  context: AccountsContext,
  source: Source,
  providerId: string,
  answer: ProviderAnswer,
): Promise<ProviderOutcome> {
  requireProvider(context, providerId);
  await context.limits.take('provider', source.address);
  const provided = await hearFromProvider(
    context,
    answer,
    ({ provider, userId }) => provider === providerId && userId === undefined,
  );
  const identity = await context.identities.idOf(provided);
  const entrance = { provider: provided.provider, identity, isNew: false };
  const ownerId = await context.identities.ownerOf(identity);
  const owner = ownerId === undefined ? undefined : await context.accounts.get(ownerId);
  if (owner) return enter(context, source, owner, entrance);

  const email = provedEmail(provided);
  const holderId = await context.accounts.idOfEmail(email);
  const holder = holderId === undefined ? undefined : await context.accounts.get(holderId);
  if (!holder) return offerAccount(context, entrance, email, provided.name);
  // who registered it may not be who it belongs to
  if (!holder.emailVerified) {
    throw new ChatError(
      'provider_email_taken',
      'An account has this address but has not confirmed it. Sign in to that account and confirm it first, or set a new password by mail.',
    );
  }
  return enter(context, source, holder, { ...entrance, isNew: true });
}

/** Signs in by the code of the second factor, after the provider. Throws `provider_state_invalid`, `invalid_code`, `account_suspended`, `rate_limited`. */
export async function confirmProviderSignIn(
  context: AccountsContext,
  source: Source,
  { token, code }: ProviderCodeRequest,
): Promise<AuthReply> {
  await context.limits.take('provider', source.address);
  const pending = await context.identities.getPending(token);
  if (pending?.needs !== 'code') throw stateInvalid();
  const account = await context.accounts.get(pending.userId);
  if (!account) throw stateInvalid();
  await recordWrongCode(context, source, 'sign-in', account.id, () =>
    // who has come so far is no stranger who guesses
    requireCode(context, account, code, { knownDevice: true }),
  );
  // a wrong code leaves it as it is
  if (!(await context.identities.usePending(token))) throw stateInvalid();
  if (pending.isNew && pending.emailHash !== (await emailHashOf(context, account))) throw stateInvalid();
  return beginSession(context, source, account, pending);
}

/** Creates an account for a user of a provider, and signs it in. Throws `provider_state_invalid`, `username_taken`, `email_taken`, what `admitPerson` throws, `rate_limited`. */
export async function signUpWithProvider(
  context: AccountsContext,
  source: Source,
  { token, username, name, invitation }: ProviderSignUpRequest,
): Promise<AuthReply> {
  await context.limits.take('register', source.address);
  const pending = await context.identities.getPending(token);
  if (pending?.needs !== 'username') throw stateInvalid();
  const { userId, sealedEmail, keyId, wrappedKey, identity, provider } = pending;
  const now = context.clock.now();
  const account = newAccount({
    id: userId,
    username,
    name,
    avatar: null,
    sealedEmail,
    // the provider has proved it
    emailVerified: true,
    // none: a link by mail sets one
    passwordHash: '',
    key: { keyId, wrapped: wrappedKey },
    createdAt: now,
  });
  const email = await emailOf(context, account);
  const admission = await admitPerson(context, { userId, email, invitation });
  const session = await newSession(context, account, source, 'provider');
  try {
    await context.accounts.create(account, email, session, [
      ...context.identities.add(userId, { id: identity, provider, createdAt: now, lastUsedAt: now }),
      ...admission.writes,
      await ownEntry(context, source, 'register', userId),
      await ownEntry(context, source, 'add-identity', userId),
    ]);
  } catch (error) {
    // it was finished at this moment, or connected to another account
    if (error instanceof ConditionFailed) throw stateInvalid();
    throw error;
  }
  await context.identities.usePending(token);
  return authReply(context, account, session);
}

/** The address that the provider has proved. Throws `provider_email_missing`, `provider_email_unverified`, `email_not_supported`. */
function provedEmail({ email, emailVerified }: ProvidedUser): string {
  if (email === undefined || !emailForm.safeParse(email).success)
    throw new ChatError('provider_email_missing');
  if (!emailVerified) throw new ChatError('provider_email_unverified');
  requireSupported(email);
  return email;
}

/** Signs in to an account, or asks for the code of its second factor first. */
async function enter(
  context: AccountsContext,
  source: Source,
  account: Account,
  entrance: Entrance,
): Promise<ProviderOutcome> {
  if (!account.secondFactor) {
    return { auth: await beginSession(context, source, account, entrance), pending: null };
  }
  await refuseSuspended(context, account, context.clock.now());
  const emailHash = await emailHashOf(context, account);
  const token = await context.identities.addPending({
    needs: 'code',
    userId: account.id,
    emailHash,
    identity: entrance.identity,
    provider: entrance.provider,
    isNew: entrance.isNew,
  });
  const nothing = { email: null, username: '', name: '' };
  return { auth: null, pending: { needs: 'code', token, expiresIn: providerSeconds, ...nothing } };
}

/** Offers a new account. Its address waits sealed under the data key that the account will have. */
async function offerAccount(
  context: AccountsContext,
  { provider, identity }: Entrance,
  email: string,
  name: string | undefined,
): Promise<ProviderOutcome> {
  // by invitation an account can still be created: that is seen when its username is chosen
  await requireRegistration(context);
  const userId = newId(context.random, 'usr');
  const key = await context.envelope.newKey(accountKeyContext(userId));
  const dataKey = { id: userId, keyId: key.keyId, wrappedKey: key.wrapped };
  const token = await context.identities.addPending({
    needs: 'username',
    provider,
    identity,
    userId,
    keyId: key.keyId,
    wrappedKey: key.wrapped,
    sealedEmail: await context.envelope.seal(accountKey(dataKey), emailPlace(userId), email),
  });
  return {
    auth: null,
    pending: {
      needs: 'username',
      token,
      expiresIn: providerSeconds,
      email,
      username: await suggestUsername(context, email),
      name: suggestName(name),
    },
  };
}

/** Throws `account_suspended`, and `provider_refused` where the account or the connection changed at this moment. */
async function beginSession(
  context: AccountsContext,
  source: Source,
  account: Account,
  { provider, identity, isNew }: Entrance,
): Promise<AuthReply> {
  const { id } = account;
  const now = context.clock.now();
  const session = await newSession(context, account, source, 'provider');
  const connecting = [
    ...context.identities.add(id, { id: identity, provider, createdAt: now, lastUsedAt: now }),
    await ownEntry(context, source, 'add-identity', id),
  ];
  try {
    await context.accounts.addSession(session, account, [
      ...(isNew ? connecting : [context.identities.noteUse(id, identity, now)]),
      await ownEntry(context, source, 'provider-sign-in', id),
    ]);
  } catch (error) {
    if (error instanceof ConditionFailed) throw new ChatError('provider_refused');
    throw error;
  }
  context.metrics.count('SignIns');
  if (isNew) {
    await queueNotice(context, source, {
      mail: 'identity-added',
      userId: id,
      device: nameOf(context, provider),
    });
  }
  return authReply(context, account, session);
}

const emailHashOf = async (context: Pick<AccountsContext, 'accounts' | 'envelope'>, account: Account) =>
  context.accounts.emailHash(await emailOf(context, account));

/** The name of a provider; that of one which the settings do not hold any more is its id. */
export const nameOf = ({ providers }: Pick<ProviderContext, 'providers'>, providerId: string): string =>
  providers.all.find(({ id }) => id === providerId)?.name ?? providerId;
