import { parseJson } from '../api/json.ts';
import { boolean, object, optional, read, record, refused, string, type Shape } from '../api/shapes.ts';

/** The position in a conversation, the highest number seen, and whether the position is tentative. */
export type Place = [position: number, known: number, tentative?: boolean];

/** What is stored of deliveries: one value, so that the cursor and the positions always match. */
export interface StoredPositions {
  cursor?: string;
  /** Whether a sync ever completed. */
  complete: boolean;
  conversations: Record<string, Place>;
}

const isSeq = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const place: Shape<Place> = (value) => {
  if (!Array.isArray(value) || value.length > 3) return refused;
  const [position, known, tentative] = value as unknown[];
  if (!isSeq(position) || !isSeq(known)) return refused;
  if (tentative === undefined) return [position, known];
  return typeof tentative === 'boolean' ? [position, known, tentative] : refused;
};
const storedPositions = object<StoredPositions>({
  cursor: optional(string),
  complete: boolean,
  conversations: record(place),
});

/** The positions in a stored text; `undefined` where there is none, or it is damaged. */
export const positionsIn = (text: string | null | undefined): StoredPositions | undefined =>
  read(storedPositions, parseJson(text ?? ''));
