import type { SharedLocation } from '../../../client/index.ts';

/** Five digits are a metre. */
const digits = 5;

/** A place in degrees as people write it: `52.50370° N, 13.33150° W`. */
export function coordinatesText({ latitude, longitude }: SharedLocation, locale: string): string {
  const format = new Intl.NumberFormat(locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  const part = (value: number, [above, below]: readonly [string, string]) =>
    `${format.format(Math.abs(value))}° ${value < 0 ? below : above}`;
  return `${part(latitude, ['N', 'S'])}, ${part(longitude, ['E', 'W'])}`;
}

/** Where a map shows a place. */
export function mapAddress({ latitude, longitude }: SharedLocation): string {
  const place = `mlat=${latitude.toFixed(digits)}&mlon=${longitude.toFixed(digits)}`;
  return `https://www.openstreetmap.org/?${place}#map=16/${latitude.toFixed(digits)}/${longitude.toFixed(digits)}`;
}

/** What a pair of typed coordinates means; a comma is a decimal point where there is no point. */
export function readDegrees(typed: string, most: number): number | undefined {
  const plain = typed.trim().replace('°', '').trim();
  if (!/^[+-]?\d{1,3}([.,]\d{1,15})?$/.test(plain)) return undefined;
  const degrees = Number(plain.replace(',', '.'));
  return Math.abs(degrees) <= most ? degrees : undefined;
}

/** Both coordinates, where they were pasted as one: `52.5037, 13.3315`. */
export function readPair(pasted: string): [string, string] | undefined {
  const found = /^\s*([+-]?\d{1,3}\.\d+)\s*[,;\s]\s*([+-]?\d{1,3}\.\d+)\s*$/.exec(pasted);
  const [, latitude, longitude] = found ?? [];
  return latitude === undefined || longitude === undefined ? undefined : [latitude, longitude];
}

export type PlaceProblem = 'denied' | 'unavailable' | 'timeout';

/** Where the device is. The browser asks the user first. Rejects with a `PlaceProblem`. */
export function currentPlace(): Promise<SharedLocation> {
  return new Promise((resolve, reject) => {
    // browsers have none on plain http pages
    if (!('geolocation' in navigator)) {
      reject(new PlaceError('unavailable'));
      return;
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude, accuracy } }) => resolve({ latitude, longitude, accuracy }),
      ({ code }) => reject(new PlaceError(code === 1 ? 'denied' : code === 3 ? 'timeout' : 'unavailable')),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    );
  });
}

export class PlaceError extends Error {
  override readonly name = 'PlaceError';
  readonly problem: PlaceProblem;
  constructor(problem: PlaceProblem) {
    super(problem);
    this.problem = problem;
  }
}
