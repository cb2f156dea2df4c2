import { timingSafeEqual } from 'node:crypto';
import type { z } from 'zod';
import { ChatError } from './errors.ts';
import type { Secrets } from './secrets.ts';
import type { Json } from './table.ts';

/**
 * Opaque cursors: the position as JSON and a keyed hash over it and its `scope` (which list, whose), so that a cursor
 * that was changed, or that belongs to another list or person, is refused.
 */
export async function sealCursor(secrets: Secrets, scope: string, position: Json): Promise<string> {
  const body = Buffer.from(JSON.stringify(position)).toString('base64url');
  return `${body}.${await seal(secrets, scope, body)}`;
}

/** The position in a cursor. Throws `invalid_cursor`. */
export async function openCursor<T>(
  secrets: Secrets,
  scope: string,
  cursor: string,
  schema: z.ZodType<T>,
): Promise<T> {
  const dot = cursor.lastIndexOf('.');
  const [body, mac] = [cursor.slice(0, Math.max(dot, 0)), cursor.slice(dot + 1)];
  if (!sameText(mac, await seal(secrets, scope, body))) throw invalidCursor();
  const position = schema.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')));
  // sealed by a version that kept its positions in another form
  if (!position.success) throw invalidCursor();
  return position.data;
}

const invalidCursor = () =>
  new ChatError('invalid_cursor', 'The cursor is not from this list. Start again without a cursor.');

const seal = async (secrets: Secrets, scope: string, body: string) =>
  (await secrets.mac('cursor', `${scope}|${body}`)).slice(0, 22);

/** Compares in a time that does not depend on where the texts differ. */
export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
