import { ChatError } from '../platform/errors.ts';
import { ConditionFailed } from '../platform/table.ts';
import { wireTime } from '../platform/time.ts';
import {
  limits,
  type Identity,
  type IdentityList,
  type ProofRequest,
  type ProviderAnswer,
  type ProviderStart,
} from '../protocol/index.ts';
import { beginAtProvider, hearFromProvider, type ProviderContext } from './ask-provider.ts';
import { ownEntry } from './audit.ts';
import { confirmOwner } from './confirm-owner.ts';
import type { AccountsContext } from './context.ts';
import type { StoredIdentity } from './identity-store.ts';
import type { Caller, Source } from './model.ts';
import { nameOf } from './provider-sign-in.ts';
import { queueNotice } from './send-mail.ts';

/** The accounts at providers that sign in to the caller's, the newest first. */
export async function listIdentities(context: AccountsContext, { userId }: Caller): Promise<IdentityList> {
  const identities = await context.identities.list(userId);
  const items = identities.sort((a, b) => b.createdAt - a.createdAt);
  return { items: items.map((identity) => view(context, identity)), nextCursor: null };
}

/** Begins to connect an account at a provider. Throws what `confirmOwner` throws, `too_many_identities`, `provider_unavailable`. */
export async function startIdentity(
  context: AccountsContext,
  caller: Caller,
  source: Source,
  providerId: string,
  proof: ProofRequest,
): Promise<ProviderStart> {
  const { id } = await confirmOwner(context, caller, source, 'add-identity', proof);
  await refuseBeyondLimit(context, id);
  return beginAtProvider(context, source, providerId, id);
}

/**
 * Connects the account at a provider that one has signed in to, whatever its address. Throws `provider_state_invalid`,
 * `provider_refused`, `provider_unavailable`, `identity_taken`, `too_many_identities`, `rate_limited`.
 */
export async function addIdentity(
  context: AccountsContext,
  { userId }: Caller,
  source: Source,
  answer: ProviderAnswer,
): Promise<Identity> {
  await context.limits.take('provider', source.address);
  const provided = await hearFromProvider(context, answer, (attempt) => attempt.userId === userId);
  await refuseBeyondLimit(context, userId);
  const id = await context.identities.idOf(provided);
  const identity = { id, provider: provided.provider, createdAt: context.clock.now() };
  try {
    const entry = await ownEntry(context, source, 'add-identity', userId);
    await context.identities.connect(userId, identity, [entry]);
  } catch (error) {
    if (error instanceof ConditionFailed) throw new ChatError('identity_taken');
    throw error;
  }
  const device = nameOf(context, provided.provider);
  await queueNotice(context, source, { mail: 'identity-added', userId, device });
  return view(context, identity);
}

/**
 * Disconnects an account at a provider. The proof takes a password, so that a way in is left. Throws what `confirmOwner`
 * throws, and `identity_not_found`.
 */
export async function removeIdentity(
  context: AccountsContext,
  caller: Caller,
  source: Source,
  identityId: string,
  proof: ProofRequest,
): Promise<void> {
  const { id } = await confirmOwner(context, caller, source, 'remove-identity', proof);
  const entry = await ownEntry(context, source, 'remove-identity', id);
  if (!(await context.identities.remove(id, identityId, [entry]))) throw new ChatError('identity_not_found');
}

const view = (
  context: Pick<ProviderContext, 'providers'>,
  { id, provider, createdAt, lastUsedAt }: StoredIdentity,
): Identity => ({
  id,
  provider,
  name: nameOf(context, provider),
  createdAt: wireTime(createdAt),
  lastUsedAt: lastUsedAt === undefined ? null : wireTime(lastUsedAt),
});

async function refuseBeyondLimit(
  { identities }: Pick<ProviderContext, 'identities'>,
  userId: string,
): Promise<void> {
  if ((await identities.list(userId)).length >= limits.identitiesPerUser) {
    throw new ChatError('too_many_identities');
  }
}
