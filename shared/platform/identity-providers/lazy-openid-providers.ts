import type { Logger } from '../logger.ts';
import type { Clock, IdentityProviders } from '../ports.ts';
import type { OpenIdProviders } from './openid-providers.ts';
import type { IdentityProvider } from './settings.ts';

/** The providers of the settings. What asks them is loaded with the first sign-in. */
export function openIdProviders(
  providers: readonly IdentityProvider[],
  deps: { clock: Clock; log: Logger },
): IdentityProviders {
  let loading: Promise<OpenIdProviders> | undefined;
  const load = () =>
    (loading ??= import('./openid-providers.ts').then((made) => made.createOpenIdProviders(providers, deps)));
  return {
    all: providers.map(({ id, name, responseMode }) => ({
      id,
      name,
      postsForm: responseMode === 'form_post',
    })),
    begin: async (id, request) => (await load()).begin(id, request),
    finish: async (id, request, answer) => (await load()).finish(id, request, answer),
  };
}
