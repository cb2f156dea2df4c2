import { parseJson } from '../api/json.ts';
import { object, optional, read, string } from '../api/shapes.ts';
import type { Storage } from '../storage/storage.ts';

const storedSession = object<{ id?: string; userId: string }>({ id: optional(string), userId: string });

/**
 * Whose session a client keeps in a storage, and what tells this sign-in from others of the same user. `undefined`: no user is
 * signed in. For service workers, which have no client. Makes no call.
 */
export async function sessionIn(
  storage: Storage,
  baseUrl: string,
): Promise<{ id: string; userId: string } | undefined> {
  const text = await storage.get(`chatflow ${baseUrl.replace(/\/+$/, '')}`);
  const stored = read(storedSession, parseJson(text ?? ''));
  return stored && { id: stored.id ?? stored.userId, userId: stored.userId };
}
