import { slowModeOf, type Membership } from '../../conversations/index.ts';
import { TooSoon } from '../../platform/errors.ts';
import type { MessagesContext } from '../context.ts';
import type { OutgoingMessage } from './outgoing.ts';

/** In a group with slow mode, waits for the sender's turn: one write. Returns whether it was asked for. Throws `slow_mode`. */
export async function takeTurn(
  { clock, conversations }: MessagesContext,
  senderId: string,
  membership: Membership,
  { conversationId, clientId }: OutgoingMessage,
): Promise<boolean> {
  const waitMs = slowModeOf(membership.head, membership);
  if (waitMs === 0) return false;
  const turn = { now: clock.now(), waitMs, clientId };
  const left = await conversations.takeTurn(conversationId, senderId, turn);
  if (left > 0) throw new TooSoon(left);
  return true;
}
