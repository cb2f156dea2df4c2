import type { ChatClient } from '../../../client/index.ts';

type State = Pick<ChatClient['state'], 'messages'>;

/** A pointer or the focus that only passes over a row stays a shorter time. */
const restMs = 80;
/** For so long, in milliseconds, the messages are kept up to date without being opened. */
const keepMs = 10_000;

let timer: ReturnType<typeof setTimeout> | undefined;
/** Stops keeping the messages that were loaded last. */
let stop: (() => void) | undefined;

/** Loads the messages of a conversation that is likely to be opened: the pointer or the focus is on it. */
export function loadAhead(state: State, conversationId: string): void {
  cancelLoadAhead();
  timer = setTimeout(() => loadNow(state, conversationId), restMs);
}

/** The pointer or the focus has gone on. What was begun is finished. */
export const cancelLoadAhead = (): void => clearTimeout(timer);

/** Loads the messages of a conversation that is about to be opened. */
export function loadNow(state: State, conversationId: string): void {
  cancelLoadAhead();
  const messages = state.messages(conversationId);
  if (messages.getSnapshot().loaded) return;
  stop?.();
  const unsubscribe = messages.subscribe(() => undefined);
  const end = setTimeout(unsubscribe, keepMs);
  stop = () => {
    clearTimeout(end);
    unsubscribe();
  };
}
