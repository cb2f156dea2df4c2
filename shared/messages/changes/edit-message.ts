import { blockPolicy, blockStanding, silenced } from '../../conversations/index.ts';
import { ChatError } from '../../platform/errors.ts';
import { isVisible, limits } from '../../protocol/index.ts';
import { changeMessage, type ChangedMessage, type Place } from './change-message.ts';
import type { MessagesContext } from '../context.ts';
import { firstLink } from '../previews/links.ts';
import { mentionMarks, readWhatIsSaid, saysTheSame, type ToSay } from '../content/mentions.ts';
import { queuePreview } from '../previews/queue-preview.ts';
import { withoutPreview } from '../previews/remove-preview.ts';
import { sealText, type Said } from '../content/sealing.ts';
import type { Sender } from '../model.ts';
import { openEntry } from '../content/open-entry.ts';

/**
 * Gives an own message another text, as long as that is allowed; what it said before stays readable. The same text changes
 * nothing, so a repeat is a no-op. Throws what `changeMessage` and `readWhatIsSaid` do, `forbidden`, `message_deleted`, `not_editable`,
 * `edit_expired`, `edit_limit_reached`, `validation_failed`, `user_blocked`, `muted`, `posting_restricted`, `rate_limited`.
 */
export async function editMessage(
  context: MessagesContext,
  editor: Sender,
  { text, entities, findMentions, ...place }: Place & Pick<ToSay, 'text' | 'entities' | 'findMentions'>,
): Promise<ChangedMessage> {
  await context.limits.take('send', editor.userId);
  const { changes, config } = context;
  let saidNow: { revision: number; said: Said } | undefined;
  const changed = await changeMessage(context, editor, place, ['edit', 'edited'], async (moment) => {
    const { message, head, me, now } = moment;
    saidNow = undefined;
    if (message.senderId !== editor.userId) throw new ChatError('forbidden');
    if (message.kind === 'deleted') throw new ChatError('message_deleted');
    if (message.streaming) throw new ChatError('message_streaming');
    if (message.content) throw new ChatError('not_editable');
    const { senderId, seq, attachments = [], revision = 0, createdAt } = message;
    if (attachments.length === 0 && !isVisible(text)) throw blankText();
    const before = await openEntry(context, head, message);
    if (saysTheSame(before, { text, entities, findMentions })) return undefined;
    const refusal = silenced(head, me, now);
    if (refusal) throw refusal;
    const reach = blockPolicy.edit[blockStanding(head, senderId)];
    if (reach !== 'all') throw new ChatError(reach);
    if (now - createdAt > config.messageEditSeconds * 1000) throw new ChatError('edit_expired');
    if (revision >= limits.editsPerMessage) throw new ChatError('edit_limit_reached');
    const said = await readWhatIsSaid(
      context,
      editor.userId,
      { ...me, head },
      { text, entities, findMentions },
    );
    const edited = { seq, senderId, revision: revision + 1 };
    // a preview stays as long as its link is the first one
    const keepsPreview = firstLink(before) === firstLink(said);
    const { plain, writes } = keepsPreview
      ? { plain: message, writes: [] }
      : await withoutPreview(context, head.id, message);
    const awaitsPreview = plain.sealedPreview === undefined && plain.noPreview === undefined;
    if (awaitsPreview) saidNow = { revision: edited.revision, said };
    const {
      formatted: _,
      mentions: __,
      mentionsAll: ___,
      sealings: ____,
      incomplete: _____,
      ...rest
    } = plain;
    const after = {
      ...rest,
      ...edited,
      ...mentionMarks(said),
      ...(await sealText(context, head, edited, said)),
      editedAt: now,
    };
    return { after, writes: [changes.revisionWrite(head.id, message), ...writes] };
  });
  if (!saidNow) return changed;
  const { revision, said } = saidNow;
  const queued = queuePreview(context, { ...place, revision }, said);
  return { ...changed, pushed: Promise.all([changed.pushed, queued]).then(() => undefined) };
}

const blankText = () =>
  new ChatError('validation_failed', 'The request is not valid.', [
    { path: 'text', message: 'must not be blank' },
  ]);
