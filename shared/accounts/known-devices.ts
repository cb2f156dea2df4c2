import { sameText } from '../platform/cursor.ts';
import type { Secrets } from '../platform/secrets.ts';

/**
 * Proof that a device was signed in to an account once, which it keeps after it signed out. It opens nothing: it only keeps
 * strangers' guesses apart from the owner's, and says that a sign-in is not from a new device.
 */
export const sealKnownDevice = async (secrets: Secrets, userId: string): Promise<string> =>
  `${userId}.${await secrets.mac('known-device', userId)}`;

/** Whether the proof is one for this user. */
export async function isKnownDevice(
  secrets: Secrets,
  userId: string,
  proof: string | undefined,
): Promise<boolean> {
  return proof !== undefined && sameText(proof, await sealKnownDevice(secrets, userId));
}
