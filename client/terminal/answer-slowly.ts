import type { ChatClient, Clock, Message } from '../index.ts';
import { fromMarkdown } from '../format/index.ts';

/** How fast it thinks: about 20 words a second. */
const wordMs = 50;

/** What it says to whatever it is asked. */
const answerTo = (question: string): string =>
  `You wrote “${question.slice(0, 80).trim() || '…'}”. **I am a small program**, and this is what I can tell about myself:

I write one word after the other, and you see each of them as it comes. My answer is *one* message: five times a second a piece of it goes out, and a few times in all it is stored. Lose your connection, open another window, or come back later: you read the same.

> Nothing is lost, and nothing is said twice.

Where you do not like what I say, press Stop. What I said until then stays, and I am told at once.`;

/**
 * Answers each message of others to the signed-in user that comes from now on, word by word, as a program does that thinks while it
 * writes: in direct conversations, and in groups where it is mentioned. The returned function ends that.
 */
export function answerSlowly(
  client: ChatClient,
  clock: Clock,
  onError: (error: unknown) => void,
): () => void {
  const isAsked = async ({ conversationId, kind, senderId, entities = [] }: Message): Promise<boolean> => {
    if (kind !== 'text' || senderId === client.userId) return false;
    if (entities.some(({ userId }) => userId === client.userId)) return true;
    return !(await client.conversations.get(conversationId)).isGroup;
  };
  const answer = async (question: Message): Promise<void> => {
    if (question.streaming === true || !(await isAsked(question))) return;
    await client.messages.markRead(question.conversationId, question.seq);
    const stream = await client.messages.open(question.conversationId, { replyTo: question.id });
    for (const word of answerTo(question.text).split(/(?<= )/)) {
      if (!stream.write(word)) return;
      await new Promise<void>((resolve) => clock.after(wordMs, resolve));
    }
    if (!stream.signal.aborted) await stream.close(fromMarkdown(stream.text));
  };
  return client.onMessage((message) => {
    answer(message).catch(onError);
  });
}
