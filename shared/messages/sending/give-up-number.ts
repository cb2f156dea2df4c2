import type { MessagesContext } from '../context.ts';

/** Spares readers the wait for a number that nothing will come under. Never rejects: they give up on it in the end. */
export async function giveUpNumber(
  context: Pick<MessagesContext, 'log' | 'messages'>,
  conversationId: string,
  seq: number,
): Promise<void> {
  try {
    await context.messages.makeVoid(conversationId, [seq]);
  } catch (error) {
    context.log.warn({ err: error, conversationId }, 'an unused number was not made void');
  }
}
