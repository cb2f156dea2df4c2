import { SignJWT } from 'jose/jwt/sign';
import { importPKCS8 } from 'jose/key/import';
import * as client from 'openid-client';
import type { ClientAuth, Configuration, CustomFetch, CustomFetchOptions } from 'openid-client';
import { ChatError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { Clock, IdentityProviders, ProvidedUser } from '../ports.ts';
import { epochSeconds } from '../time.ts';
import type { IdentityProvider } from './settings.ts';

/** A sign-in takes up to four requests, and the function that makes them has 10 s. */
const requestSeconds = 2;
/** Metadata, keys and tokens are a few KB. */
const maxReplyBytes = 256 * 1024;
/** How long what a provider says of itself is taken for true. */
const metadataMs = 60 * 60_000;
/** After a failure a provider is not asked again for so long. */
const pauseMs = 5_000;
const appleSecretSeconds = 5 * 60;

/** The provider was not reached in time, or says that it is out of order. */
class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

interface Known {
  configuration: Promise<Configuration>;
  until: number;
}

export type OpenIdProviders = Pick<IdentityProviders, 'begin' | 'finish'>;

/**
 * Providers by OpenID Connect: discovery, authorization code with PKCE, and ID tokens whose signature, issuer, audience,
 * nonce and times are checked. Only the issuers of the settings are asked, and the endpoints that they name themselves.
 */
export function createOpenIdProviders(
  providers: readonly IdentityProvider[],
  { clock, log }: { clock: Clock; log: Logger },
): OpenIdProviders {
  const known = new Map<string, Known>();

  const named = (id: string): IdentityProvider => {
    const found = providers.find((provider) => provider.id === id);
    if (!found) throw new ChatError('provider_not_found');
    return found;
  };

  /** What a provider says of itself. One request for all who come at once; an older answer serves where a newer fails. */
  async function configurationOf(provider: IdentityProvider): Promise<Configuration> {
    const before = known.get(provider.id);
    const now = clock.now();
    if (before && before.until > now) return before.configuration;
    const configuration = discover(provider, clock).catch((error: unknown) => {
      known.set(provider.id, { configuration: before?.configuration ?? configuration, until: now + pauseMs });
      if (before) return before.configuration;
      throw error;
    });
    known.set(provider.id, { configuration, until: now + metadataMs });
    return configuration;
  }

  /** Does what asks a provider. Throws `provider_unavailable`, `provider_refused`. */
  async function asking<T>({ id }: IdentityProvider, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof ChatError) throw error;
      const unreachable = isUnreachable(error);
      // the library's errors hold tokens and claims: only their codes are logged
      log.warn(
        { provider: id, reason: reasonOf(error) },
        unreachable ? 'a provider does not answer' : 'a provider did not confirm a sign-in',
      );
      throw new ChatError(unreachable ? 'provider_unavailable' : 'provider_refused');
    }
  }

  return {
    async begin(id, { redirectUri, state, nonce, codeVerifier }) {
      const provider = named(id);
      return asking(provider, async () => {
        const configuration = await configurationOf(provider);
        const address = client.buildAuthorizationUrl(configuration, {
          redirect_uri: redirectUri,
          scope: provider.scopes.join(' '),
          state,
          nonce,
          code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
          code_challenge_method: 'S256',
          ...(provider.prompt !== undefined && { prompt: provider.prompt }),
          ...(provider.responseMode === 'form_post' && { response_mode: 'form_post' }),
        });
        return address.href;
      });
    },

    async finish(id, request, answer) {
      const provider = named(id);
      return asking(provider, async () => {
        const configuration = await configurationOf(provider);
        const { redirectUri, state, nonce, codeVerifier } = request;
        const address = new URL(redirectUri);
        address.search = new URLSearchParams({
          code: answer.code,
          state,
          ...(answer.iss !== undefined && { iss: answer.iss }),
        }).toString();
        const secret = await appleSecret(provider, clock);
        const tokens = await client.authorizationCodeGrant(
          configuration,
          address,
          {
            expectedState: state,
            expectedNonce: nonce,
            pkceCodeVerifier: codeVerifier,
            idTokenExpected: true,
          },
          secret === undefined ? {} : { client_secret: secret },
        );
        const claims = tokens.claims();
        if (claims === undefined) throw new ChatError('provider_refused');
        const tells = claims['email'] !== undefined;
        if (tells || configuration.serverMetadata().userinfo_endpoint === undefined) {
          return userOf(provider, claims);
        }
        // some providers keep the ID token short; the answer must be about the same subject
        const more = await client.fetchUserInfo(configuration, tokens.access_token, claims.sub);
        return userOf(provider, { ...more, iss: claims.iss, sub: claims.sub });
      });
    },
  };
}

async function discover(provider: IdentityProvider, clock: Clock): Promise<Configuration> {
  // eslint-disable-next-line no-restricted-syntax -- the library asks this very clock, and how far ours is off
  const machine = Date.now();
  const metadata = { [client.clockSkew]: epochSeconds(clock.now()) - epochSeconds(machine) };
  const isPlain = provider.issuer.startsWith('http:');
  try {
    return await client.discovery(
      new URL(provider.issuer),
      provider.clientId,
      metadata,
      authenticationOf(provider),
      {
        timeout: requestSeconds,
        [client.customFetch]: boundedFetch,
        execute: [
          // signatures of ID tokens are checked, although they come from the provider itself
          client.enableNonRepudiationChecks,
          // the settings allow plain HTTP on this very machine only
          // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to stand out, not to go
          ...(isPlain ? [client.allowInsecureRequests] : []),
        ],
      },
    );
  } catch (error) {
    throw new Unreachable('what the provider says of itself was not read', { cause: error });
  }
}

/** How the token endpoint recognises the client: as the provider says that it can, in the body where it can do so. */
function authenticationOf({ clientSecret, apple }: IdentityProvider): ClientAuth {
  // Apple's secret is made for each request
  if (clientSecret === undefined || apple) return client.None();
  const inBody = client.ClientSecretPost(clientSecret);
  const inHeader = client.ClientSecretBasic(clientSecret);
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const authenticate = methods.includes('client_secret_post') ? inBody : inHeader;
    authenticate(server, ...rest);
  };
}

/** What Apple takes for a secret: a JWT that its key signs. */
async function appleSecret(provider: IdentityProvider, clock: Clock): Promise<string | undefined> {
  const { apple, clientId, clientSecret, issuer } = provider;
  if (!apple || clientSecret === undefined) return undefined;
  const now = epochSeconds(clock.now());
  return new SignJWT()
    .setProtectedHeader({ alg: 'ES256', kid: apple.keyId })
    .setIssuer(apple.teamId)
    .setSubject(clientId)
    .setAudience(issuer)
    .setIssuedAt(now)
    .setExpirationTime(now + appleSecretSeconds)
    .sign(await importPKCS8(clientSecret, 'ES256'));
}

/** `fetch` that follows no redirect (the library says so), reads no more than it should, and tells apart who failed. */
const boundedFetch: CustomFetch = async (url, options) => {
  const response = await reach(url, options);
  if (response.status >= 500) {
    await response.body?.cancel();
    throw new Unreachable(`status ${response.status}`);
  }
  const { status, headers } = response;
  // statuses without a body have none
  return new Response([204, 304].includes(status) ? null : await bodyOf(response), { status, headers });
};

async function reach(url: string, options: CustomFetchOptions): Promise<Response> {
  try {
    // the types of the library allow what those of the runtime do not: `undefined` in the place of what is left out
    const { body, headers, method, redirect, signal } = options;
    return await fetch(url, {
      headers,
      method,
      redirect,
      ...(body !== undefined && { body: body as BodyInit | null }),
      ...(signal && { signal }),
    });
  } catch (error) {
    throw new Unreachable('no answer', { cause: error });
  }
}

async function bodyOf(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of response.body ?? []) {
      length += chunk.byteLength;
      if (length > maxReplyBytes) break;
      chunks.push(chunk);
    }
  } catch (error) {
    throw new Unreachable('the answer broke off', { cause: error });
  }
  if (length > maxReplyBytes) throw new Unreachable('the answer is too large');
  return new Uint8Array(Buffer.concat(chunks));
}

function isUnreachable(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof Unreachable || cause.name === 'TimeoutError') return true;
  }
  return false;
}

/** Names of what went wrong, the innermost last; never a message, which may repeat what a provider sent. */
function reasonOf(error: unknown): string {
  const names: string[] = [];
  for (let cause = error; cause instanceof Error && names.length < 5; cause = cause.cause) {
    const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
    const refusal = 'error' in cause && typeof cause.error === 'string' ? [cause.error] : [];
    names.push(code, ...refusal.filter((text) => /^[a-z_]{1,40}$/.test(text)));
  }
  return names.join(' < ');
}

/** Subjects have at most 255 characters (OpenID Connect Core, section 2). */
const maxSubject = 255;

function userOf({ apple }: IdentityProvider, claims: Readonly<Record<string, unknown>>): ProvidedUser {
  const { iss, sub, email, email_verified: verified, name } = claims;
  if (typeof iss !== 'string' || typeof sub !== 'string' || sub === '' || sub.length > maxSubject) {
    throw new ChatError('provider_refused');
  }
  return {
    issuer: iss,
    subject: sub,
    email: typeof email === 'string' ? email : undefined,
    // Apple writes it as text
    emailVerified: verified === true || (apple !== undefined && verified === 'true'),
    name: typeof name === 'string' ? name : undefined,
  };
}
