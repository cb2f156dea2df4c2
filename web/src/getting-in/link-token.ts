import { useSyncExternalStore } from 'react';

/** Pages that links in mails lead to: with a session or without. */
const paths: ReadonlySet<string> = new Set(['/reset-password', '/verify-email', '/unsubscribe']);

export const isLinkPath = (path: string): boolean => paths.has(path);

/** The token of the link that the page was opened by. Only in the memory of the page: what is stored can be read later. */
let token = '';
const listeners = new Set<() => void>();

/** Takes the token out of the address, so that neither the history nor a screenshot has it. */
function take(): void {
  const [, found] = /^#token=(.+)$/.exec(location.hash) ?? [];
  if (found === undefined || !isLinkPath(location.pathname)) return;
  token = found;
  history.replaceState(history.state, '', location.pathname);
  for (const listener of listeners) listener();
}

/** Call it once, at the start. Another link that is opened in the same tab only changes the end of the address. */
export function startLinkTokens(): void {
  take();
  addEventListener('hashchange', take);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The token of the link; empty without one. */
export const useLinkToken = (): string => useSyncExternalStore(subscribe, () => token);
