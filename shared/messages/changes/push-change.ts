import type { Head, Progress } from '../../conversations/index.ts';
import type { Message, ServerEvent } from '../../protocol/index.ts';
import { publish, theseUsers } from '../../realtime/index.ts';
import { mediaOf } from '../attachments/attached-media.ts';
import type { ChangeableEntry } from './change-store.ts';
import type { MessagesContext } from '../context.ts';
import type { EntryOf } from '../log-entry.ts';
import { openEntry } from '../content/open-entry.ts';
import { viewChange, viewEvent } from '../reading/views.ts';

/**
 * Pushes what became of a message to every socket of the members who may get it, but `exceptSocket`. The actor's other devices get
 * `own`, the message as the actor sees it; the other one of a direct conversation sees it as blocks allow. Never rejects.
 */
export async function pushChange(
  context: MessagesContext,
  shown: { head: Head; progress: Progress },
  entry: EntryOf<'change'>,
  message: ChangeableEntry,
  own: Message,
  exceptSocket: string | undefined,
): Promise<void> {
  const { head } = shown;
  const { senderId: actorId, hiddenFrom } = entry;
  try {
    const [open, media] = await Promise.all([openEntry(context, head, message), mediaOf(context, [message])]);
    const type = entry.change === 'deleted' ? 'message:deleted' : 'message:updated';
    const event = (seen: Message): ServerEvent => ({ type, data: { ...seen, change: viewChange(entry) } });
    const otherId = head.pair?.find((userId) => userId !== actorId);
    const viewer = { isSender: false, ...(otherId !== undefined && { userId: otherId }) };
    const audience =
      hiddenFrom === undefined
        ? context.conversations.audienceUnder(head, message.seq)
        : theseUsers([actorId]);
    const forOwn = { userId: actorId, event: event(own) };
    await publish(context, audience, event(viewEvent(shown, open, viewer, media)), exceptSocket, forOwn);
  } catch (error) {
    context.log.error({ err: error, conversationId: head.id }, 'a change of a message was not pushed');
  }
}
