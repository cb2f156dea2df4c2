import { reachedByOthers, type Progress } from '../../conversations/index.ts';
import type { MessageStatus } from '../../protocol/index.ts';

/** A message's status: what the least advanced member other than its sender has reached. Without another it stays `sent`. */
export function statusOf(progress: Progress, seq: number, senderId: string): MessageStatus {
  if (reachedByOthers(progress.read, senderId) >= seq) return 'read';
  return reachedByOthers(progress.delivered, senderId) >= seq ? 'delivered' : 'sent';
}
