import { refuseSuspended, type Source } from '../accounts/index.ts';
import { sendMessage } from '../messages/index.ts';
import { ChatError } from '../platform/errors.ts';
import type { ErrorCode, PostedReply, PostToHookRequest } from '../protocol/index.ts';
import type { WebhooksContext } from './context.ts';

/** A hook whose bot can post no more is one that is not there. */
const ended: ReadonlySet<ErrorCode> = new Set(['conversation_not_found', 'account_suspended']);

/**
 * Posts a message as the bot of the incoming webhook that has this secret. The same `clientId` again is not posted twice. Throws
 * `hook_not_found`, `rate_limited`, and what `sendMessage` does.
 */
export async function postToHook(
  context: WebhooksContext,
  { address }: Pick<Source, 'address'>,
  secret: string,
  { text, clientId }: PostToHookRequest,
): Promise<{ reply: PostedReply; duplicate: boolean; pushed: Promise<void> }> {
  const hook = await context.hooks.bySecret(secret);
  if (!hook) {
    await context.limits.take('unknownHook', address);
    throw new ChatError('hook_not_found');
  }
  const { conversationId, userId } = hook;
  await context.limits.take('postToHook', userId);
  try {
    const bot = await context.accounts.get(userId);
    if (bot) await refuseSuspended(context, bot, context.clock.now());
    const { reply, duplicate, pushed } = await sendMessage(
      context,
      { userId },
      { conversationId, text, clientId },
    );
    const { id, seq, createdAt } = reply;
    return { reply: { id, conversationId, seq, createdAt }, duplicate, pushed };
  } catch (error) {
    // its bot was removed or suspended, or the group is being erased: that is not the sender's to know
    if (error instanceof ChatError && ended.has(error.code)) {
      throw new ChatError('hook_not_found');
    }
    throw error;
  }
}
