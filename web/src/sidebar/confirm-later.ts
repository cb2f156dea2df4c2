/** Whether a user wants to hear no more of their unconfirmed address for now. */
const storageKey = 'chatflow confirm later';
const dayMs = 24 * 60 * 60_000;

interface Later {
  userId: string;
  /** In milliseconds since the epoch. */
  until: number;
}

function parse(text: string | null): Partial<Later> {
  try {
    const stored: unknown = JSON.parse(text ?? 'null');
    return typeof stored === 'object' && stored !== null ? stored : {};
  } catch {
    // damaged: as if nothing were stored
    return {};
  }
}

export function isForLater(userId: string): boolean {
  try {
    const later = parse(localStorage.getItem(storageKey));
    return later.userId === userId && typeof later.until === 'number' && later.until > Date.now();
  } catch {
    // storage is blocked: it is asked each time
    return false;
  }
}

/** For a day, on this device. */
export function confirmLater(userId: string): void {
  try {
    const later: Later = { userId, until: Date.now() + dayMs };
    localStorage.setItem(storageKey, JSON.stringify(later));
  } catch {
    // as above
  }
}
