import { ConditionFailed } from '../platform/table.ts';

/** For what may be done by another device at the same time: that it was done, or changed meanwhile, is fine. */
export async function unlessChanged(written: Promise<void>): Promise<void> {
  try {
    await written;
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
  }
}
