import { ChatError } from '../platform/errors.ts';
import type { ProvidedUser } from '../platform/ports.ts';
import type { ProviderAnswer, ProviderStart } from '../protocol/index.ts';
import type { AccountsContext } from './context.ts';
import { providerSeconds, requestOf, type ProviderAttempt } from './identity-store.ts';
import type { Source } from './model.ts';

/** The page of the web client that goes on after a provider. */
export const providerPage = '/auth/callback';
/** Where the browser posts the answer of a provider that answers by a form; `functions/http/provider-form.ts` takes it. */
export const formPath = (providerId: string): `/${string}` => `/auth/providers/${providerId}/callback`;

/** What sign-ins with a provider stand on. */
export type ProviderContext = Pick<AccountsContext, 'identities' | 'providers'>;

/** A provider by its id. Throws `provider_not_found`. */
export function requireProvider({ providers }: Pick<ProviderContext, 'providers'>, providerId: string) {
  const provider = providers.all.find(({ id }) => id === providerId);
  if (!provider) throw new ChatError('provider_not_found');
  return provider;
}

/** Begins a sign-in at a provider. `userId` connects an account there to this user. Throws `provider_not_found`, `provider_unavailable`. */
export async function beginAtProvider(
  { identities, providers }: ProviderContext,
  { origin }: Pick<Source, 'origin'>,
  providerId: string,
  userId?: string,
): Promise<ProviderStart> {
  const provider = requireProvider({ providers }, providerId);
  const redirectUri = `${origin}${provider.postsForm ? `/v1${formPath(providerId)}` : providerPage}`;
  const attempt = { provider: providerId, redirectUri, ...(userId !== undefined && { userId }) };
  const ticket = await identities.addAttempt(attempt);
  const url = await providers.begin(providerId, requestOf(ticket, redirectUri));
  return { url, ticket, expiresIn: providerSeconds };
}

/**
 * Who signed in at the provider. The ticket is used up, whatever comes of it: only the browser that began has it, so that
 * no one can have another browser finish what they began. Throws `provider_state_invalid`, `provider_refused`,
 * `provider_unavailable`.
 */
export async function hearFromProvider(
  { identities, providers }: ProviderContext,
  { ticket, state, code, iss, error }: ProviderAnswer,
  isMeant: (attempt: ProviderAttempt) => boolean,
): Promise<ProvidedUser & { provider: string }> {
  const attempt = await identities.takeAttempt(ticket);
  if (!attempt || !isMeant(attempt)) throw stateInvalid();
  const { provider, redirectUri } = attempt;
  const request = requestOf(ticket, redirectUri);
  if (state !== request.state) throw stateInvalid();
  if (error !== undefined || code === undefined) throw new ChatError('provider_refused');
  return { provider, ...(await providers.finish(provider, request, { code, iss })) };
}

export const stateInvalid = () =>
  new ChatError(
    'provider_state_invalid',
    'This sign-in took too long, was finished before, or began in another window. Begin again.',
  );
