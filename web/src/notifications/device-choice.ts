/** What a user chose for this device, and what is known of it. It stays after signing out: the choice is for the next time, too. */
export interface DeviceChoice {
  /** Whether they want notifications here. */
  wanted: boolean;
  /** The subscription that the server knows, the session that it belongs to, and when it was given, in milliseconds since the epoch. */
  known?: { endpoint: string; sessionId: string; at: number };
  /** How often they said not now, and until when they are not asked again, in milliseconds since the epoch. */
  later?: { count: number; until: number };
}

/** Of `localStorage`. */
export type ChoiceStorage = Pick<Storage, 'getItem' | 'setItem'>;

const dayMs = 24 * 60 * 60_000;
const restMs = 30 * dayMs;
/** After that they are never asked again. */
const mostAsked = 3;
/** After that the server is given the subscription again: it may have lost it, or have another key. */
const knownMs = dayMs;

const keyOf = (userId: string) => `chatflow device ${userId}`;

/** What this user chose here. `undefined` where that cannot be read. */
export function readChoice(storage: ChoiceStorage, userId: string): DeviceChoice | undefined {
  try {
    return parse(JSON.parse(storage.getItem(keyOf(userId)) ?? 'null'));
  } catch {
    // storage is blocked or damaged
    return undefined;
  }
}

function parse(stored: unknown): DeviceChoice {
  if (typeof stored !== 'object' || stored === null) return { wanted: false };
  const { wanted, known, later } = stored as Partial<Record<keyof DeviceChoice, unknown>>;
  return {
    wanted: wanted === true,
    ...(isKnown(known) && { known }),
    ...(isLater(later) && { later }),
  };
}

const isKnown = (value: unknown): value is NonNullable<DeviceChoice['known']> =>
  typeof value === 'object' &&
  value !== null &&
  'endpoint' in value &&
  typeof value.endpoint === 'string' &&
  'sessionId' in value &&
  typeof value.sessionId === 'string' &&
  'at' in value &&
  typeof value.at === 'number';

const isLater = (value: unknown): value is NonNullable<DeviceChoice['later']> =>
  typeof value === 'object' &&
  value !== null &&
  'count' in value &&
  typeof value.count === 'number' &&
  'until' in value &&
  typeof value.until === 'number';

export function storeChoice(storage: ChoiceStorage, userId: string, choice: DeviceChoice): void {
  try {
    storage.setItem(keyOf(userId), JSON.stringify(choice));
  } catch {
    // storage is blocked: it lasts as long as the page
  }
}

/** Whether the server knows a subscription for this session, as far as can be said without asking it. */
export const isKnownAs = (
  { known }: DeviceChoice,
  endpoint: string,
  sessionId: string,
  now: number,
): boolean => known?.endpoint === endpoint && known.sessionId === sessionId && now - known.at < knownMs;

/** Not now: for a month. */
export const putOff = (choice: DeviceChoice, now: number): DeviceChoice => ({
  ...choice,
  later: { count: (choice.later?.count ?? 0) + 1, until: now + restMs },
});

/** They turned notifications off, which is an answer for good. */
export const declined = (choice: DeviceChoice): DeviceChoice => ({
  ...choice,
  wanted: false,
  later: { count: mostAsked, until: 0 },
});

/** Whether they may be asked at this time. */
export const mayAsk = ({ later }: DeviceChoice, now: number): boolean =>
  later === undefined || (later.count < mostAsked && later.until <= now);
