import type { ProviderStart } from '../../../client/index.ts';

/**
 * What went to a provider from this tab: only who has its ticket can finish it. The browser keeps it for the tab, as the
 * page is left meanwhile.
 */
export interface Begun {
  ticket: string;
  provider: string;
  /** The name of the provider. */
  name: string;
  /** To sign in, or to connect the account there to the one here. */
  to: 'sign-in' | 'connect';
}

const storageKey = 'chatflow provider';

/** Goes to the page of the provider. */
export function goToProvider({ url, ticket }: ProviderStart, begun: Omit<Begun, 'ticket'>): void {
  sessionStorage.setItem(storageKey, JSON.stringify({ ...begun, ticket }));
  location.assign(url);
}

/** What this tab began, which is then forgotten: it can be finished once. */
export function takeBegun(): Begun | undefined {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? 'null');
    sessionStorage.removeItem(storageKey);
    return isBegun(stored) ? stored : undefined;
  } catch {
    // storage is blocked or damaged: nothing began here
    return undefined;
  }
}

function isBegun(stored: unknown): stored is Begun {
  if (typeof stored !== 'object' || stored === null) return false;
  const { ticket, provider, name, to } = stored as Partial<Record<keyof Begun, unknown>>;
  const texts = [ticket, provider, name].every((text) => typeof text === 'string');
  return texts && (to === 'sign-in' || to === 'connect');
}
