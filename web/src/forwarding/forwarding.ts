import { ChatClientError, type ChatClient, type ForwardReply } from '../../../client/index.ts';

/** A chat to forward to, and what became of that. */
export interface Target {
  readonly conversationId: string;
  /** The same for each attempt, so that none sends the message twice. */
  readonly clientId: string;
  readonly sent: boolean;
  /** Why the last attempt was refused there. */
  readonly error?: ChatClientError;
}

/** As many chats as the server takes at once. */
export const mostTargets = 10;

/** Adds a chat, or takes it out again; one more than the server takes, or one that has the message already, changes nothing. */
export function toggled(
  targets: readonly Target[],
  conversationId: string,
  newId: () => string,
): readonly Target[] {
  const known = targets.find((one) => one.conversationId === conversationId);
  if (known?.sent === true) return targets;
  if (known !== undefined) return targets.filter((one) => one !== known);
  if (targets.length >= mostTargets) return targets;
  return [...targets, { conversationId, clientId: newId(), sent: false }];
}

/** The targets after an answer of the server. */
export function settled(targets: readonly Target[], { items }: ForwardReply): readonly Target[] {
  const results = new Map(items.map((item) => [item.conversationId, item]));
  return targets.map(({ error: _, ...target }) => {
    const result = results.get(target.conversationId);
    if (result === undefined || target.sent) return target;
    if (result.error === undefined) return { ...target, sent: true };
    const { code, message, ...details } = result.error;
    return { ...target, error: new ChatClientError(code, message, details) };
  });
}

/** Forwards a message to those that do not have it yet. Rejects where the server said nothing about any of them. */
export async function forwardTo(
  messages: Pick<ChatClient['messages'], 'forward'>,
  { conversationId, seq }: { conversationId: string; seq: number },
  targets: readonly Target[],
): Promise<readonly Target[]> {
  const open = targets.filter(({ sent }) => !sent);
  const reply = await messages.forward(
    conversationId,
    seq,
    open.map((one) => ({ conversationId: one.conversationId, clientId: one.clientId })),
  );
  return settled(targets, reply);
}
