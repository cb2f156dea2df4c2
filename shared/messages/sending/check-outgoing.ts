import { permit, type Head } from '../../conversations/index.ts';
import type { ToAttach } from '../attachments/attach.ts';
import type { MessagesContext } from '../context.ts';
import { messagePolicy } from '../policy.ts';
import { admit } from './admit.ts';
import type { OutgoingMessage } from './outgoing.ts';

/**
 * Whether a user could send this now, and the files that it would carry. Slow mode is not asked: its turn is taken by what is
 * sent. Throws what `sendMessage` does.
 */
export async function checkOutgoing(
  context: MessagesContext,
  userId: string,
  outgoing: OutgoingMessage,
): Promise<{ head: Head; files: ToAttach }> {
  const found = await context.conversations.membership(outgoing.conversationId, userId);
  const known = permit(messagePolicy, 'send', found);
  const { membership, files } = await admit(context, userId, known, outgoing);
  return { head: membership.head, files };
}
