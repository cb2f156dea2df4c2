/** The groups that the user is leaving or deleting: that they are out is no news to them. */
const leaving = new Set<string>();

/** Runs a call that takes the user out of a group. */
export async function leavesBySelf(id: string, call: Promise<void>): Promise<void> {
  leaving.add(id);
  try {
    await call;
  } catch (error) {
    leaving.delete(id);
    throw error;
  }
}

/** Whether the user went by themselves, in this window. */
export const wentBySelf = (id: string): boolean => leaving.has(id);
