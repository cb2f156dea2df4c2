import * as z from 'zod';
import { rotateConversationKey, type App } from '../../shared/app.ts';
import { defineLambda } from '../lambda.ts';
import type { CommandFunction } from './command.ts';

const request = z.strictObject({
  /** The conversation's id. */
  conversation: z.string().min(1),
});

/**
 * Gives a conversation a new data key, as `npm run keys -- rotate --conversation <id>` does on one machine. Resolves with
 * the new key's id: `{ keyId }`. Rejects with a `ZodError` for another request, and as `rotateConversationKey` does.
 */
export function rotateKeyFunction(app: App): CommandFunction {
  return async (event) => {
    const { conversation } = request.parse(event);
    const keyId = await rotateConversationKey(app, conversation);
    app.log.info({ conversationId: conversation, keyId }, 'the conversation has a new data key');
    return { keyId };
  };
}

export const lambda = defineLambda('command', rotateKeyFunction);
