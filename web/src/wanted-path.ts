/**
 * The address that a link led to before anyone was signed in: it opens once they are. The browser keeps it for the tab,
 * so that a reload on the way in does not lose it.
 */
interface Wanted {
  path: string;
  /** Whose session ended there; `undefined` where there was none. It opens for no other user. */
  userId?: string | undefined;
}

const storageKey = 'chatflow wanted path';
const home = '/';
/** Screens on the way in or out, which lead nowhere. */
const passing: ReadonlySet<string> = new Set([
  home,
  '/sign-in',
  '/register',
  '/choose-avatar',
  '/sign-out',
  '/forgot-password',
  '/auth/callback',
]);

/** Whether a path is a step of the way in or out, or the list: no link leads there. */
export const isPassing = (path: string): boolean => passing.has(path);

let wanted: Wanted | undefined;

function read(): Wanted | undefined {
  if (wanted !== undefined) return wanted;
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? 'null');
    if (typeof stored !== 'object' || stored === null) return undefined;
    const { path, userId } = stored as Partial<Record<keyof Wanted, unknown>>;
    // two slashes would begin the name of another server
    if (typeof path !== 'string' || !/^\/(?!\/)/.test(path)) return undefined;
    return { path, userId: typeof userId === 'string' ? userId : undefined };
  } catch {
    // storage is blocked or damaged: nothing is wanted
    return undefined;
  }
}

/** Keeps where a link led. `userId`: whose session has just ended there. */
export function keepWantedPath(path: string, userId?: string): void {
  if (isPassing(path) || path.startsWith('//')) return;
  wanted = { path, userId };
  try {
    sessionStorage.setItem(storageKey, JSON.stringify(wanted));
  } catch {
    // storage is blocked: it is kept for as long as the page
  }
}

/** What to open for a user who has just signed in: where the link led, or else the list. */
export function wantedPath(userId: string | undefined): string {
  const kept = read();
  return kept !== undefined && (kept.userId === undefined || kept.userId === userId) ? kept.path : home;
}

/** It was opened. */
export function forgetWantedPath(): void {
  wanted = undefined;
  try {
    sessionStorage.removeItem(storageKey);
  } catch {
    // as above
  }
}
